# The action's image. Built by GitHub for each job that uses this repository directly; released builds are pulled.
#
# No USER: GitHub runs a container action as root and mounts folders that only root, or the runner's own user, may
# write. The entry point steps down to the workspace's owner before it reads anything written by a stranger.

# The digest is the multi-platform index of Python 3.13.15 on Debian 13.6.
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285

FROM ${PYTHON_IMAGE} AS dependencies
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements/runtime.txt requirements/
RUN python3 -m venv --without-pip /opt/teammemory/venv \
    && python3 -m pip --python /opt/teammemory/venv/bin/python install --require-hashes -r requirements/runtime.txt \
    && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/teammemory/venv
# The product lies in a folder, and so in a layer, of its own.
RUN echo /opt/teammemory/code > "$(echo /opt/teammemory/venv/lib/python3.*/site-packages)/teammemory.pth"

FROM dependencies AS code
COPY requirements/build.txt requirements/
RUN python3 -m venv --without-pip /build/venv \
    && python3 -m pip --python /build/venv/bin/python install --require-hashes -r requirements/build.txt
COPY LICENSE README.md pyproject.toml ./
COPY templates templates
COPY teammemory_bot teammemory_bot
RUN /build/venv/bin/python -m hatchling build -t wheel -d /build/dist \
    && python3 -m pip install --no-deps --target /opt/teammemory/code /build/dist/*.whl \
    && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/teammemory/code

FROM ${PYTHON_IMAGE}
# Without manuals and translations: nobody reads them here, and git's messages stay in one language.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        -o Dpkg::Options::=--path-exclude=/usr/share/doc/* \
        -o Dpkg::Options::=--path-exclude=/usr/share/locale/* \
        -o Dpkg::Options::=--path-exclude=/usr/share/man/* \
        'git=1:2.47.*' \
    && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
COPY --from=dependencies /opt/teammemory/venv /opt/teammemory/venv
COPY --from=code /opt/teammemory/code /opt/teammemory/code
# -I: nothing from the workspace or the environment decides what is imported.
ENTRYPOINT ["/opt/teammemory/venv/bin/python", "-I", "-X", "utf8", "-m", "teammemory_bot.entrypoints.action"]
