// EdgeSnapshot
