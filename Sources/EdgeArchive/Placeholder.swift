// EdgeArchive
