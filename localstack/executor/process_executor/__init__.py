"""Runs LocalStack's Lambda functions as plain processes, without Docker.

`plugin` registers `executor` with LocalStack. Everything below it knows nothing of LocalStack:
an `environment` owns one `bootstrap` process and the `runtime_api` that this process talks to.
"""
