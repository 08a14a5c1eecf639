"""The entry point by which LocalStack finds the executor (`LAMBDA_RUNTIME_EXECUTOR=process`)."""

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor


class ProcessRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    """Loads the executor late, so that listing plugins stays cheap."""

    name = "process"

    def load(self, *_args: object, **_kwargs: object) -> type[RuntimeExecutor]:
        from process_executor.executor import ProcessRuntimeExecutor  # noqa: PLC0415

        return ProcessRuntimeExecutor
