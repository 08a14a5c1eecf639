"""Runs LocalStack's Lambda functions as plain processes, without Docker.

`plugin` registers `executor` with LocalStack. Everything below it knows nothing of LocalStack:
an `environment` runs a `runtime` at a time, which is one `bootstrap` process with the `runtime_api`
that it talks to. `s3_files` is about something else: it keeps instances of LocalStack apart.
"""
