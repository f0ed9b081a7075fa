"""What every room stands on: paths, files, processes, params.yaml, the registries, findings and errors. May import language and schemas."""
