// EdgeSandbox
