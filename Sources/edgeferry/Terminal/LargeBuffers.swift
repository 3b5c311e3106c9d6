import CAllocator

/// Gives the memory of large buffers back to the system as soon as they are released.
///
/// Left alone, glibc raises the size from which on it does so with each buffer that it sees. The batches and frames of a build then come from one
/// arena for each thread, leave gaps between what stays, and the process grows with the build.
enum LargeBuffers {
    static func returnAtOnce() { mallopt(M_MMAP_THRESHOLD, 256 << 10) }
}
