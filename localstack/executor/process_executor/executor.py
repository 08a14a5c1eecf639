"""LocalStack's side: its `RuntimeExecutor`, run by environments of this package."""

import os
import tempfile
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import (
    LambdaRuntimeException,
    RuntimeExecutor,
)

from process_executor.answers import InitError
from process_executor.environment import Environment, Function

LOOPBACK = "127.0.0.1"


class ProcessRuntimeExecutor(RuntimeExecutor):
    """Runs one execution environment of a function with a `provided` runtime.

    Not emulated: layers, extensions, response streaming, and the end of a function that
    takes more than its memory (the REPORT line tells how much it took).
    """

    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id=id, function_version=function_version)
        self._environment: Environment | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        settings = self.function_version.config
        function = Function(
            code=settings.code.get_unzipped_code_location(),
            version=self.function_version.id.qualifier,
            timeout_seconds=settings.timeout,
            memory_mb=settings.memory_size,
            response_limit=config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES,
        )
        home = Path(tempfile.gettempdir(), "lambda-environments", self.id)
        variables = {name: str(value) for name, value in env_vars.items()}
        self._environment = Environment(function, variables, home, self._log_file(home))
        try:
            self._environment.start()
        except InitError as failure:
            raise StatusErrorException("the function did not start", failure.payload) from failure

    def stop(self) -> None:
        if self._environment is not None:
            self._environment.stop()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request_id = payload["invoke-id"]
        outcome = self._environment.invoke(
            request_id,
            payload["payload"].encode(),
            payload["invoked-function-arn"],
            payload["trace-id"],
        )
        answer = outcome.answer
        return InvocationResult(request_id, answer.payload, answer.is_error, outcome.logs)

    def get_logs(self) -> str:
        return self._environment.logs() if self._environment else ""

    def get_address(self) -> str:
        return LOOPBACK

    def get_endpoint_from_executor(self) -> str:
        return LOOPBACK

    def get_runtime_endpoint(self) -> str:
        return f"http://{LOOPBACK}:{config.GATEWAY_LISTEN[0].port}"

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        code = function_version.config.code
        if code is None:
            raise LambdaRuntimeException("container images are not run here: give a zip file")
        code.prepare_for_execution()
        bootstrap = code.get_unzipped_code_location() / "bootstrap"
        if not (bootstrap.is_file() and os.access(bootstrap, os.X_OK)):
            raise LambdaRuntimeException("the zip file has no executable `bootstrap` at its top")

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Nothing: LocalStack removes the unpacked code itself."""

    def _log_file(self, home: Path) -> Path:
        """`LAMBDA_PROCESS_LOG_DIR` keeps logs beyond the life of the environment."""
        directory = Path(os.environ.get("LAMBDA_PROCESS_LOG_DIR") or home)
        directory.mkdir(parents=True, exist_ok=True)
        return directory / f"{self.function_version.id.function_name}-{self.id[:8]}.log"
