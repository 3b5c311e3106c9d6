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
        - Build manifests, named in `builds.jsonl.zst`: a recipe (JSON) and the tar itself. With the
          representation `raw` the tar is the blob of the digest `sha256`.
        - `index.json` and `SHA256SUMS` can be made again from the commits. `work/` can be deleted while nothing runs.

        To get a build back without the tool: read the newest commit and the manifest that it names, expand the layer
        `builds.jsonl.zst` with `zstd -dc blobs/sha256/<digits>`, take `sha256` of the build's line, and copy
        `blobs/sha256/<digits>`. Documents are layers of the same manifest.
        `sha256sum -c SHA256SUMS` checks every byte.

        """
}
