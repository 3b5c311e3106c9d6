// EdgeReplay
