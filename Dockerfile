# syntax=docker/dockerfile:1
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /srv/conflict-records
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY migrations ./migrations
COPY seed_data ./seed_data
# What else the image can do: any of cluster, metrics, parquet, postgres, web, with commas between.
ARG EXTRAS=""
# Editable, so that migrations and seed data are found beside the package. Compiled, since nothing can be written later.
RUN /opt/venv/bin/pip install --editable ".${EXTRAS:+[${EXTRAS}]}" \
    && /opt/venv/bin/python -m compileall -q app migrations

FROM python:3.11.14-slim-bookworm
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin records \
    && install -d -o records -g records /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/conflict-records /srv/conflict-records
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CONFLICT_RECORDS_DATABASE=/data/conflict-records.db \
    CONFLICT_RECORDS_HOST=0.0.0.0
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["sh", "-c", "conflict-records db upgrade && exec conflict-records serve"]
