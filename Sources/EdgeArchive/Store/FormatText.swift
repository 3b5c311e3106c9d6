/// The words that each store carries, so that it outlives the tool.
enum FormatText {
    static let text = """
        # An edgeferry store, format \(ArchiveFormat.version)

        This directory holds snapshots of organizations of ROCKIT Edge servers. It is an OCI image layout: skopeo and
        any OCI registry can carry its tags. Every file below `blobs/sha256/` is named after its own SHA-256.

        - `ferry.json`: format, required features, id of the store, and the SHA-256 of the rest of itself
          (canonical JSON without the member `sha256`).
        - `snapshots/<organization>/<time>-<id>.json`: one file for each snapshot, written once; the id is the head of
          the file's SHA-256. Only this file makes a snapshot exist. It is the config of the documents manifest with
          the descriptor of that manifest added as `manifest`.
        - Documents manifest: one layer for each kind, `<kind>.jsonl.zst`: one JSON object a line as the server gave it,
          sorted by name, keys sorted, secrets left out (their places are listed under `masked`), one zstd frame;
          and `builds.jsonl.zst`: one line for each build with its app, number, label, size, SHA-256 and manifest.
        - Build manifests, named in `builds.jsonl.zst`: a recipe (JSON) and what holds the tar. `raw`: the tar is the blob of
          the digest `sha256`. `chunked`: the tar is put together from packs; the blob `pieces` (one zstd frame) has for each
          run of bytes four little-endian 32-bit numbers: pack (place in `packs`), frame, offset in the decoded frame, length.
        - Packs: zstd files in the seekable format of zstd. The last frame is a table with the stored and decoded size of
          every frame, the one before it the SHA-256 and place of every chunk.
        - `index.json` and `SHA256SUMS` can be made again from the commits. `work/` can be deleted while nothing runs.

        To get a build back without the tool: `python3 read_ferry.py . APP/ID > native-build.tar` (it needs Python and the
        program zstd, and is short enough to be read). Documents: `zstd -dc blobs/sha256/<digits of the layer>`.
        `sha256sum -c SHA256SUMS` checks every byte.

        """
}
