# SPDX-License-Identifier: Apache-2.0
# The image of Beat, workers and commands; docs/deploy.md says how to use it.
#
# BASE is a Debian whose archive has openjdk-17 and tini. The build compiles the sources; to use the
# archive that "mvn package" left in target/ instead, add --build-context archive=target
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS maven
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
 && rm -rf /var/lib/apt/lists/*

FROM maven AS build
WORKDIR /src
COPY pom.xml LICENSE README.md ./
COPY .mvn .mvn
COPY src src
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -Djdeb.skip=true package

FROM scratch AS archive
COPY --from=build /src/target/celeryroot-*.tar.gz /

# Java, an init that reaps the orphans of tasks, and an account without rights.
FROM ${BASE} AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless tini \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 celeryroot \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/celeryroot --create-home --shell /usr/sbin/nologin celeryroot \
 && mkdir /etc/celeryroot \
 && ln -s /opt/celeryroot/bin/cl /usr/local/bin/cl

# Class data archives fit only the Java and the path they were made with, so they are made here.
FROM runtime AS installed
COPY --from=archive /celeryroot-*.tar.gz /tmp/archive/
RUN mkdir /opt/celeryroot \
 && tar -xzf /tmp/archive/celeryroot-*.tar.gz -C /opt/celeryroot --strip-components=1 --no-same-owner \
 && /opt/celeryroot/libexec/make-archives \
 && rm /opt/celeryroot/.built \
 && ls /opt/celeryroot/lib/cds/command-*.jsa /opt/celeryroot/lib/cds/service-*.jsa

# --target hawtio builds the console, for the profile of that name in compose.yaml.
FROM maven AS war
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact=io.hawt:hawtio-war:4.2.0:war -DoutputDirectory=/ -Dmdep.stripVersion=true

FROM ${BASE} AS hawtio
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless tini tomcat10 \
 && rm -rf /var/lib/apt/lists/* /var/lib/tomcat10/webapps/*
COPY --from=war /hawtio-war.war /var/lib/tomcat10/webapps/hawtio.war
ENV CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=/var/lib/tomcat10 CATALINA_TMPDIR=/tmp
USER tomcat
ENTRYPOINT ["/usr/bin/tini", "-s", "--", "/usr/share/tomcat10/bin/catalina.sh"]
CMD ["run"]

FROM runtime
LABEL org.opencontainers.image.title="celeryroot" \
      org.opencontainers.image.description="Cron for many machines" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=installed /opt/celeryroot /opt/celeryroot
ENV LANG=C.UTF-8 CL_CONFIG=/etc/celeryroot/cl.yaml
WORKDIR /var/lib/celeryroot
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["cl", "task", "status", "--host"]
# tini becomes the parent of cl, passes on signals and returns the exit code of cl.
ENTRYPOINT ["/usr/bin/tini", "-s", "--", "cl"]
CMD ["--help"]
