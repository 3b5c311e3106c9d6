#ifndef FAULTY_VFS_H
#define FAULTY_VFS_H

// A default VFS of SQLite for tests: it counts each step that changes a file of a watched folder, and lets the n-th
// one fail, or be the last thing that its process or its machine did. All other files are the real VFS's own.

/// What happens at the step.
enum faulty_kind {
    /// This step alone fails with EIO.
    FAULTY_IO_ERROR,
    /// This step writes half of its bytes, and no later one can write either.
    FAULTY_NO_SPACE,
    /// The process ends: no later step happens, and what was written stays.
    FAULTY_END_BEFORE,
    FAULTY_END_AFTER,
    /// The machine ends: what was not synced is lost when the disk is settled.
    FAULTY_POWER_CUT_BEFORE,
    FAULTY_POWER_CUT_AFTER,
};

/// What a step outside of SQLite has to do: succeed, do what the kind says, fail as on a full disk, not happen at all.
enum faulty_verdict { FAULTY_PASS, FAULTY_HIT, FAULTY_FULL, FAULTY_OVER };

struct faulty_disk;

/// Watches the files whose paths begin so; `step` counts from 1.
struct faulty_disk *faulty_disk_watch(const char *prefix, enum faulty_kind kind, long step);
/// Counts a step on a file that SQLite does not write.
enum faulty_verdict faulty_disk_step(struct faulty_disk *disk);
/// Counts and fails nothing any more; after a power cut, each file is again as it was synced last.
///
/// Returns the number of files that are still open: then nothing was done.
int faulty_disk_settle(struct faulty_disk *disk);
/// True when there was a step with that number.
int faulty_disk_was_hit(struct faulty_disk *disk);
/// The files must be closed.
void faulty_disk_free(struct faulty_disk *disk);

#endif
