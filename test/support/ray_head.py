"""A Ray of one machine for tests: prints the address of its Jobs API, and ends with its standard input.

Who asks has to have the token of RAY_AUTH_TOKEN.

With ray[default] the API is that of Ray's dashboard. Plain ray has none: its own job manager then stands behind the few
routes that are asked for, with the answers of ray/dashboard/modules/job/job_head.py (Ray 2.60).
"""

import asyncio
import dataclasses
import json
import os
import sys
import traceback

import ray
from aiohttp import web


async def serve_manager(port, logs):
    from ray._raylet import GcsClient
    from ray.dashboard.modules.job.job_manager import JobManager

    manager = JobManager(GcsClient(address=ray.get_runtime_context().gcs_address), logs)
    routes = web.RouteTableDef()

    def answer(value):
        return web.Response(text=json.dumps(value), content_type="application/json")

    async def known(request):
        name = request.match_info["name"]
        job = await manager.get_job_info(name)
        if job is None:
            raise web.HTTPNotFound(text=f"Job {name} does not exist")
        return name, job

    @routes.post("/api/jobs/")
    async def submit(request):
        try:
            asked = await request.json()
            return answer({"job_id": None, "submission_id": await manager.submit_job(**asked)})
        except (TypeError, ValueError):
            return web.Response(text=traceback.format_exc(), status=400)

    @routes.get("/api/jobs/{name}")
    async def info(request):
        name, job = await known(request)
        return answer({**json.loads(json.dumps(dataclasses.asdict(job), default=str)), "status": str(job.status)})

    @routes.get("/api/jobs/{name}/logs")
    async def logs_of(request):
        name, _ = await known(request)
        return answer({"logs": manager.get_job_logs(name)})

    @routes.post("/api/jobs/{name}/stop")
    async def stop(request):
        name, _ = await known(request)
        return answer({"stopped": manager.stop_job(name)})

    @web.middleware
    async def let_in(request, handler):
        if request.headers.get("Authorization") != f"Bearer {os.environ['RAY_AUTH_TOKEN']}":
            return web.Response(text="Unauthorized: Missing authentication token", status=401)
        return await handler(request)

    app = web.Application(middlewares=[let_in])
    app.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


def main(folder, port):
    from ray._private.utils import get_dashboard_dependency_error

    whole = get_dashboard_dependency_error() is None
    context = ray.init(
        num_cpus=1,
        num_gpus=0,
        object_store_memory=80_000_000,
        include_dashboard=whole,
        dashboard_host="127.0.0.1",
        dashboard_port=port if whole else None,
        log_to_driver=False,
        _node_ip_address="127.0.0.1",
        _temp_dir=folder,
    )
    loop = asyncio.new_event_loop()
    if not whole:
        loop.run_until_complete(serve_manager(port, os.path.join(context.address_info["session_dir"], "logs")))
    print(json.dumps({"url": f"http://127.0.0.1:{port}", "whole": whole}), flush=True)
    loop.run_until_complete(loop.run_in_executor(None, sys.stdin.read))
    ray.shutdown()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
