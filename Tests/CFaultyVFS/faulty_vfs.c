#include "faulty_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A file and, while some of its changes are not synced, what it held before them.
struct watched {
    struct watched *next;
    char *path;
    int is_unsynced, existed, is_deleted;
    long size;
    char *bytes;
};

struct faulty_disk {
    struct faulty_disk *next;
    char *prefix;
    enum faulty_kind kind;
    long left;
    int is_over, is_full, is_settled;
    /// Files that SQLite has open.
    int open;
    struct watched *files;
};

struct file {
    sqlite3_file base;
    struct faulty_disk *disk;
    struct watched *watched;
    /// The first sync of a new log or rollback journal syncs the names in its folder too, as the real VFS does.
    int syncs_folder;
    sqlite3_file real[];
};

enum operation { OPEN, WRITE, SYNC, TRUNCATE, DELETE, READ };

static const int errors[] = {
    SQLITE_CANTOPEN, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_DELETE,
    SQLITE_IOERR_READ,
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct faulty_disk *disks;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;

// MARK: - What is on the disk

static int is_power_cut(struct faulty_disk *disk) {
    return disk->kind == FAULTY_POWER_CUT_BEFORE || disk->kind == FAULTY_POWER_CUT_AFTER;
}

static struct watched *watched(struct faulty_disk *disk, const char *path) {
    for (struct watched *file = disk->files; file; file = file->next)
        if (strcmp(file->path, path) == 0) return file;
    struct watched *file = calloc(1, sizeof *file);
    file->path = strdup(path);
    file->next = disk->files;
    return disk->files = file;
}

static void keep(struct faulty_disk *disk, struct watched *file) {
    if (!is_power_cut(disk) || file->is_unsynced) return;
    file->is_unsynced = 1;
    FILE *stream = fopen(file->path, "rb");
    file->existed = stream != NULL;
    if (!stream) return;
    fseek(stream, 0, SEEK_END);
    file->size = ftell(stream);
    rewind(stream);
    file->bytes = malloc(file->size + 1);
    if (fread(file->bytes, 1, file->size, stream) != (size_t)file->size) abort();
    fclose(stream);
}

static void forget(struct watched *file) {
    free(file->bytes);
    file->bytes = NULL;
    file->size = 0;
    file->is_unsynced = file->is_deleted = 0;
}

/// All files are in one folder: what was deleted there stays so.
static void sync_folder(struct faulty_disk *disk) {
    for (struct watched *file = disk->files; file; file = file->next)
        if (file->is_deleted) forget(file);
}

static void restore(struct watched *file) {
    if (!file->is_unsynced) return;
    unlink(file->path);
    if (!file->existed) return;
    FILE *stream = fopen(file->path, "wb");
    if (!stream || fwrite(file->bytes, 1, file->size, stream) != (size_t)file->size) abort();
    fclose(stream);
}

// MARK: - Steps

/// What a step may do: all of it, half of it, or nothing.
enum share { ALL, HALF, NONE };

static enum share begin(struct faulty_disk *disk, struct watched *file, enum operation operation, int *code) {
    *code = SQLITE_OK;
    if (disk->is_settled) return ALL;
    if (disk->is_over) {
        *code = errors[operation];
        return NONE;
    }
    int is_hit = --disk->left == 0;
    enum share share = ALL;
    if (is_hit) {
        switch (disk->kind) {
        case FAULTY_IO_ERROR:
            *code = errors[operation];
            share = NONE;
            break;
        case FAULTY_NO_SPACE: disk->is_full = 1; break;
        case FAULTY_END_BEFORE:
        case FAULTY_POWER_CUT_BEFORE: share = NONE; // fallthrough
        case FAULTY_END_AFTER:
        case FAULTY_POWER_CUT_AFTER:
            disk->is_over = 1;
            *code = errors[operation];
            break;
        }
    }
    if (disk->is_full && operation == WRITE) {
        share = is_hit ? HALF : NONE;
        *code = SQLITE_FULL;
    }
    if (share != NONE && operation != SYNC) keep(disk, file);
    return share;
}

static int is_dead(struct faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    int is_dead = disk->is_over && !disk->is_settled;
    pthread_mutex_unlock(&mutex);
    return is_dead;
}

// MARK: - Files

#define REAL(pointer) ((struct file *)(pointer))->real
#define METHOD(pointer, name) REAL(pointer)->pMethods->name

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    int code;
    pthread_mutex_lock(&mutex);
    enum share share = begin(file->disk, file->watched, WRITE, &code);
    int done = SQLITE_OK;
    if (share != NONE)
        done = METHOD(base, xWrite)(file->real, bytes, share == HALF ? count / 2 : count, offset);
    pthread_mutex_unlock(&mutex);
    return code ? code : done;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    struct file *file = (struct file *)base;
    int code;
    pthread_mutex_lock(&mutex);
    int done = SQLITE_OK;
    if (begin(file->disk, file->watched, TRUNCATE, &code) != NONE)
        done = METHOD(base, xTruncate)(file->real, size);
    pthread_mutex_unlock(&mutex);
    return code ? code : done;
}

static int file_sync(sqlite3_file *base, int flags) {
    struct file *file = (struct file *)base;
    int code;
    pthread_mutex_lock(&mutex);
    int done = SQLITE_OK;
    // No call of the real one: what a machine loses is decided here, and a thousand of them take their time.
    if (begin(file->disk, file->watched, SYNC, &code) != NONE) {
        forget(file->watched);
        if (file->syncs_folder) sync_folder(file->disk);
        file->syncs_folder = 0;
    }
    pthread_mutex_unlock(&mutex);
    return code ? code : done;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    if (is_dead(((struct file *)base)->disk)) return SQLITE_IOERR_READ;
    return METHOD(base, xRead)(REAL(base), bytes, count, offset);
}

static int file_close(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    int code = METHOD(base, xClose)(file->real);
    pthread_mutex_lock(&mutex);
    file->disk->open--;
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) { return METHOD(base, xFileSize)(REAL(base), size); }
static int file_lock(sqlite3_file *base, int level) { return METHOD(base, xLock)(REAL(base), level); }
static int file_unlock(sqlite3_file *base, int level) { return METHOD(base, xUnlock)(REAL(base), level); }
static int file_is_reserved(sqlite3_file *base, int *result) {
    return METHOD(base, xCheckReservedLock)(REAL(base), result);
}
static int file_control(sqlite3_file *base, int operation, void *argument) {
    return METHOD(base, xFileControl)(REAL(base), operation, argument);
}
static int file_sector(sqlite3_file *base) { return METHOD(base, xSectorSize)(REAL(base)); }
static int file_device(sqlite3_file *base) { return METHOD(base, xDeviceCharacteristics)(REAL(base)); }
static int file_shm_map(sqlite3_file *base, int page, int size, int extends, void volatile **memory) {
    return METHOD(base, xShmMap)(REAL(base), page, size, extends, memory);
}
static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    return METHOD(base, xShmLock)(REAL(base), offset, count, flags);
}
static void file_shm_barrier(sqlite3_file *base) { METHOD(base, xShmBarrier)(REAL(base)); }
static int file_shm_unmap(sqlite3_file *base, int deletes) {
    return METHOD(base, xShmUnmap)(REAL(base), deletes);
}

/// Version 2: without memory-mapped reads, every byte passes here.
static const sqlite3_io_methods methods = {
    2,           file_close,       file_read,    file_write,  file_truncate, file_sync,     file_size,        file_lock,
    file_unlock, file_is_reserved, file_control, file_sector, file_device,   file_shm_map, file_shm_lock,
    file_shm_barrier, file_shm_unmap,
};

// MARK: - The VFS

static struct faulty_disk *disk_of(const char *path) {
    struct faulty_disk *disk = path ? disks : NULL;
    while (disk && strncmp(disk->prefix, path, strlen(disk->prefix)) != 0) disk = disk->next;
    return disk;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out) {
    struct file *file = (struct file *)base;
    pthread_mutex_lock(&mutex);
    struct faulty_disk *disk = disk_of(path);
    int code = SQLITE_OK;
    enum share share = ALL;
    if (disk) {
        file->disk = disk;
        file->watched = watched(disk, path);
        file->syncs_folder = 0;
        // An open that makes no file changes nothing.
        if ((flags & SQLITE_OPEN_CREATE) && access(path, F_OK) != 0) {
            share = begin(disk, file->watched, OPEN, &code);
            file->watched->is_deleted = 0;
            file->syncs_folder = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
        } else if (disk->is_over && !disk->is_settled)
            code = SQLITE_CANTOPEN;
    }
    if (code == SQLITE_OK) {
        code = real_vfs->xOpen(real_vfs, path, disk ? file->real : base, flags, out);
        if (disk && file->real->pMethods) {
            disk->open++;
            base->pMethods = &methods;
        }
    } else {
        // The process ended just after the file was made.
        FILE *made = share == ALL && disk->is_over ? fopen(path, "ab") : NULL;
        if (made) fclose(made);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
    pthread_mutex_lock(&mutex);
    struct faulty_disk *disk = disk_of(path);
    int code = SQLITE_OK, done = SQLITE_OK;
    int is_there = access(path, F_OK) == 0;
    if (!disk || !is_there || begin(disk, watched(disk, path), DELETE, &code) != NONE) {
        done = real_vfs->xDelete(real_vfs, path, syncs);
        if (disk && is_there) watched(disk, path)->is_deleted = 1;
        if (disk && syncs) sync_folder(disk);
    }
    pthread_mutex_unlock(&mutex);
    return code ? code : done;
}

static void install(void) {
    real_vfs = sqlite3_vfs_find(NULL);
    faulty_vfs = *real_vfs;
    faulty_vfs.zName = "faulty";
    faulty_vfs.szOsFile += sizeof(struct file);
    faulty_vfs.xOpen = vfs_open;
    faulty_vfs.xDelete = vfs_delete;
    if (sqlite3_vfs_register(&faulty_vfs, 1) != SQLITE_OK) abort();
}

// MARK: - Disks

struct faulty_disk *faulty_disk_watch(const char *prefix, enum faulty_kind kind, long step) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    struct faulty_disk *disk = calloc(1, sizeof *disk);
    disk->prefix = strdup(prefix);
    disk->kind = kind;
    disk->left = step;
    pthread_mutex_lock(&mutex);
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&mutex);
    return disk;
}

enum faulty_verdict faulty_disk_step(struct faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    enum faulty_verdict verdict = FAULTY_PASS;
    if (!disk->is_settled) {
        if (disk->is_over)
            verdict = FAULTY_OVER;
        else if (--disk->left == 0)
            verdict = FAULTY_HIT;
        else if (disk->is_full)
            verdict = FAULTY_FULL;
        if (verdict == FAULTY_HIT) {
            disk->is_full = disk->kind == FAULTY_NO_SPACE;
            disk->is_over = disk->kind >= FAULTY_END_BEFORE;
        }
    }
    pthread_mutex_unlock(&mutex);
    return verdict;
}

int faulty_disk_was_hit(struct faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    int was_hit = disk->left <= 0;
    pthread_mutex_unlock(&mutex);
    return was_hit;
}

int faulty_disk_settle(struct faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    int open = disk->open;
    if (open == 0 && !disk->is_settled) {
        int is_lost = is_power_cut(disk) && disk->is_over;
        for (struct watched *file = disk->files; file; file = file->next) {
            if (is_lost) restore(file);
            forget(file);
        }
        disk->is_settled = 1;
    }
    pthread_mutex_unlock(&mutex);
    return open;
}

void faulty_disk_free(struct faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    for (struct faulty_disk **place = &disks; *place; place = &(*place)->next)
        if (*place == disk) {
            *place = disk->next;
            break;
        }
    pthread_mutex_unlock(&mutex);
    while (disk->files) {
        struct watched *file = disk->files;
        disk->files = file->next;
        forget(file);
        free(file->path);
        free(file);
    }
    free(disk->prefix);
    free(disk);
}
