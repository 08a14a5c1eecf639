"""Gives S3 of each LocalStack a directory of its own."""

import tempfile
from pathlib import Path

from localstack.runtime import hooks


@hooks.on_runtime_create()
def keep_s3_files_apart() -> None:
    """Moves S3's files from one fixed directory in /tmp to this LocalStack's temporary directory.

    There two instances would remove each other's buckets of the same name, and whoever made the
    directory first would shut other users out.
    """
    from localstack.services.s3 import provider  # noqa: PLC0415 - slow, and needed only here

    provider.DEFAULT_S3_TMP_DIR = str(Path(tempfile.gettempdir(), "s3"))
