#!/usr/bin/env python3
"""Reads an edgeferry store without edgeferry; needs Python 3.6 and the program zstd.

    python3 read_ferry.py STORE                                list all builds
    python3 read_ferry.py STORE APP/ID > native-build.tar      give a build back, byte for byte
    python3 read_ferry.py STORE ORG/APP/ID > native-build.tar  the same, in a store of several organizations

STORE is the directory that holds ferry.json; STORE@ID means one snapshot of it, else the newest that has a build gives it. A sealed archive is a plain tar: unpack it first.
Every blob that is read is held against its digest, and the tar against its own; FORMAT.md describes the files.
"""
import collections
import hashlib
import json
import os
import struct
import subprocess
import sys


def fail(text):
    sys.exit("read_ferry: " + text)


def unzstd(data):
    done = subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE)
    if done.returncode != 0:
        fail("zstd cannot expand what is stored")
    return done.stdout


class Store:
    def __init__(self, address):
        root, _, snapshot = address.rpartition("@")
        is_snapshot = root != "" and len(snapshot) == 12 and not os.path.exists(address)
        self.root, self.snapshot = (root, snapshot) if is_snapshot else (address, None)
        with open(os.path.join(self.root, "ferry.json"), encoding="utf-8") as file:
            ferry = json.load(file)
        if ferry["format"].split(".")[0] != "1" or ferry["requires"]:
            fail("this reader knows format 1 without further features, not %s %s" % (ferry["format"], ferry["requires"]))

    def path(self, digest):
        return os.path.join(self.root, "blobs", "sha256", digest[len("sha256:"):])

    def blob(self, digest):
        """A small blob."""
        with open(self.path(digest), "rb") as file:
            data = file.read()
        if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
            fail("damaged: " + self.path(digest))
        return data

    def commits(self):
        """The commits of all organizations, the newest first."""
        folder = os.path.join(self.root, "snapshots")
        files = [(name, organization) for organization in os.listdir(folder)
                 for name in os.listdir(os.path.join(folder, organization))]
        for name, organization in sorted(files, reverse=True):
            if self.snapshot is None or name.endswith("-" + self.snapshot + ".json"):
                with open(os.path.join(folder, organization, name), encoding="utf-8") as file:
                    yield organization, json.load(file)

    def builds(self):
        """All builds by organization, app and number, each as the newest snapshot has it."""
        builds = {}
        for organization, commit in self.commits():
            for layer in json.loads(self.blob(commit["manifest"]["digest"]))["layers"]:
                if layer.get("annotations", {}).get("org.opencontainers.image.title") == "builds.jsonl.zst":
                    for line in unzstd(self.blob(layer["digest"])).splitlines():
                        build = json.loads(line)
                        builds.setdefault((organization, build["app"], build["build"]), build)
        return builds

    def tar(self, build):
        """The bytes of a build in pieces."""
        manifest = json.loads(self.blob(build["manifest"]["digest"]))
        recipe = json.loads(self.blob(next(
            layer["digest"] for layer in manifest["layers"] if ".recipe." in layer["mediaType"])))
        if recipe["representation"] == "raw":
            with open(self.path(recipe["sha256"]), "rb") as file:
                while True:
                    data = file.read(1 << 20)
                    if not data:
                        return
                    yield data
        packs = [Pack(self.path(digest)) for digest in recipe["packs"]]
        frames = collections.OrderedDict()
        for pack, frame, offset, length in struct.iter_unpack("<4I", unzstd(self.blob(recipe["pieces"]))):
            if (pack, frame) in frames:
                frames.move_to_end((pack, frame))
            else:
                frames[pack, frame] = packs[pack].frame(frame)
                if len(frames) > 16:
                    frames.popitem(last=False)
            yield frames[pack, frame][offset:offset + length]


class Pack:
    """A file of zstd frames; the last one, skippable, says how long they are (zstd's seekable format)."""

    def __init__(self, path):
        self.path = path
        self.frames = []
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            file.seek(size - 9)
            count, _, magic = struct.unpack("<IBI", file.read(9))
            if magic != 0x8F92EAB1:
                fail("damaged: " + path)
            file.seek(size - 9 - 8 * count)
            offset = 0
            for stored, decoded in struct.iter_unpack("<2I", file.read(8 * count)):
                self.frames.append((offset, stored))
                offset += stored

    def frame(self, number):
        with open(self.path, "rb") as file:
            file.seek(self.frames[number][0])
            return unzstd(file.read(self.frames[number][1]))


def main(arguments):
    if len(arguments) not in (1, 2):
        fail(__doc__)
    store = Store(arguments[0])
    wanted = arguments[1] if len(arguments) == 2 else None
    builds = store.builds()
    if wanted is None:
        for (organization, app, number), build in sorted(builds.items()):
            print("%s/%s/%s  %d bytes  %s" % (organization, app, number, build["size"], build["label"] or ""))
        return
    found = [build for (organization, app, number), build in builds.items()
             if wanted in ("%s/%s" % (app, number), "%s/%s/%s" % (organization, app, number))]
    if len(found) != 1:
        fail("no such build" if not found else "several organizations have it, say ORG/APP/ID")
    build = found[0]
    digest, size = hashlib.sha256(), 0
    for data in store.tar(build):
        digest.update(data)
        size += len(data)
        sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    if "sha256:" + digest.hexdigest() != build["sha256"] or size != build["size"]:
        fail("the build is damaged: what was written is not what was stored")


if __name__ == "__main__":
    main(sys.argv[1:])
