// EdgeJournal
