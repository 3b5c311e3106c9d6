// EdgeTar
