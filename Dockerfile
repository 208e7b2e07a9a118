# The image of every Amidex process: `docker build -t amidex .`

FROM python:3.11.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/amidex
COPY requirements.lock ./
RUN /opt/amidex/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY catalog catalog
COPY trust trust
COPY crawler crawler
COPY search search
COPY api api
COPY cli cli
COPY amidex_client amidex_client
# Pages show some of the documents.
COPY docs docs
RUN /opt/amidex/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11.11-slim-bookworm AS amidex
# A volume mounted at the data directory takes its owner from here.
RUN useradd --system --uid 10001 --user-group --no-create-home amidex && install -d -o amidex -g amidex /var/lib/amidex
COPY --from=build /opt/amidex /opt/amidex
ENV PATH=/opt/amidex/bin:$PATH PYTHONUNBUFFERED=1 AMIDEX_DATA_DIR=/var/lib/amidex AMIDEX_HOST=0.0.0.0 AMIDEX_PORT=8000
USER amidex
WORKDIR /var/lib/amidex
EXPOSE 8000
ENTRYPOINT ["amidex"]
CMD ["serve"]
