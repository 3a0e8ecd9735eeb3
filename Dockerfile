# Builds tfaccess from this source: docker build -t tfaccess .
# docker run --rm -v "$PWD:/work:ro" tfaccess check plan.json
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=""
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -buildid= -X main.version=$VERSION" -o /tfaccess ./cmd/tfaccess

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /tfaccess /usr/local/bin/tfaccess
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/tfaccess"]
