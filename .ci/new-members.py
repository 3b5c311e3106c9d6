#!/usr/bin/env python3
"""For each TAR: bytes of the members whose content none of the tars before it has, as one `zstd -3` stream.

What deduplication of whole members could store at best: no headers, no names, no recipes.
"""
import hashlib
import subprocess
import sys
import tarfile

seen = set()
for path in sys.argv[1:]:
    zstd = subprocess.Popen(["zstd", "-3", "-q", "-c"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    counter = subprocess.Popen(["wc", "-c"], stdin=zstd.stdout, stdout=subprocess.PIPE)
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            if not member.isreg():
                continue
            digest = hashlib.sha256()
            content = tar.extractfile(member)
            while block := content.read(1 << 20):
                digest.update(block)
            if digest.digest() in seen:
                continue
            seen.add(digest.digest())
            content = tar.extractfile(member)
            while block := content.read(1 << 20):
                zstd.stdin.write(block)
    zstd.stdin.close()
    print(int(counter.communicate()[0]), flush=True)
    if zstd.wait() != 0:
        sys.exit("zstd failed")
