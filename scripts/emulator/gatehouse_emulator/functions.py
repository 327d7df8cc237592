"""Runs Lambda functions as processes of this machine, one for each invocation. LocalStack's own executor needs Docker."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

RUN_NODE = str(Path(__file__).with_name("run_handler.cjs"))

RUN_PYTHON = """
import importlib, json, os, sys
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
module, name = os.environ["_HANDLER"].rsplit(".", 1)
call = json.loads(sys.stdin.read())
class Context:
    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    invoked_function_arn = call["arn"]
    aws_request_id = call["id"]
    def get_remaining_time_in_millis(self): return call["timeout"] * 1000
try:
    answer = {"value": getattr(importlib.import_module(module.replace("/", ".")), name)(call["event"], Context())}
except Exception as error:
    answer = {"error": {"errorType": type(error).__name__, "errorMessage": str(error)}}
with open(os.environ["GATEHOUSE_ANSWER"], "w") as file:
    json.dump(answer, file)
"""


class ProcessExecutor(RuntimeExecutor):
    environment: dict[str, str]

    def start(self, env_vars):
        version = self.function_version.config
        self.environment = {
            "PATH": os.environ["PATH"],
            **{name: str(value) for name, value in env_vars.items()},
            "LAMBDA_TASK_ROOT": str(version.code.get_unzipped_code_location()),
            "NODE_PATH": os.environ["GATEHOUSE_NODE_PATH"],  # the SDK, which runtimes bring
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{version.runtime}",
            "TZ": "UTC",
        }
        # 'AWS_XRAY…' would have nobody to talk to
        for name in [name for name in self.environment if "XRAY" in name]:
            del self.environment[name]

    def invoke(self, payload):
        version = self.function_version.config
        folder = tempfile.mkdtemp(prefix="invocation-")
        answer_file = os.path.join(folder, "answer")
        call = {"id": payload["invoke-id"], "arn": payload["invoked-function-arn"], "event": json.loads(payload["payload"] or "null"), "timeout": version.timeout}
        program = ["node", RUN_NODE] if str(version.runtime).startswith("nodejs") else [sys.executable, "-c", RUN_PYTHON]
        try:
            process = subprocess.run(
                program, input=json.dumps(call).encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=version.timeout,
                cwd=self.environment["LAMBDA_TASK_ROOT"], env={**self.environment, "GATEHOUSE_ANSWER": answer_file, "_X_AMZN_TRACE_ID": payload["trace-id"]},
            )
            logs = process.stdout.decode(errors="replace")
            if os.path.exists(answer_file):
                answer = json.loads(Path(answer_file).read_text())
            else:
                answer = {"error": {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {call['id']} Error: Runtime exited with error: exit status {process.returncode}: {logs[-500:]}"}}
        except subprocess.TimeoutExpired as timeout:
            logs = (timeout.stdout or b"").decode(errors="replace")
            answer = {"error": {"errorType": "Sandbox.Timedout", "errorMessage": f"RequestId: {call['id']} Error: Task timed out after {version.timeout}.00 seconds"}}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        result = answer.get("error", answer.get("value"))
        return InvocationResult(call["id"], json.dumps(result).encode(), is_error="error" in answer, logs=f"START RequestId: {call['id']}\n{logs}END RequestId: {call['id']}\n")

    def stop(self):
        pass

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self):
        return ""

    @classmethod
    def prepare_version(cls, function_version):
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        return ProcessExecutor
