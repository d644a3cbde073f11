// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The manifests, checked field by field against the models of Kubernetes' own client. */
final class KubernetesTest {

  private static final List<JsonNode> MANIFESTS = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("deploy/kubernetes"))) {
      files.sorted().forEach(file -> MANIFESTS.addAll(Yaml.read(file)));
    }
  }

  /** Throws an exception for an unknown field, a missing field or a value of the wrong type. */
  private static void check(JsonNode manifest) throws Exception {
    assertThat(manifest.get("apiVersion").asText()).matches("([a-z0-9.]+/)?v1");
    Class<?> model =
        Class.forName("io.kubernetes.client.openapi.models.V1" + manifest.get("kind").asText());
    JsonElement json = JsonParser.parseString(manifest.toString());
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static JsonNode manifest(String kind, String name) {
    return MANIFESTS.stream()
        .filter(one -> one.get("kind").asText().equals(kind))
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  private static List<JsonNode> pods() {
    return List.of(
        manifest("Deployment", "beat").at("/spec/template/spec"),
        manifest("StatefulSet", "worker").at("/spec/template/spec"));
  }

  private static ClConfig config() {
    String text = manifest("ConfigMap", "celeryroot").at("/data/cl.yaml").asText();
    return ConfigReader.read(
            "cl.yaml", text, Map.of("REDIS_URL", "redis://redis:6379/0"), Optional.empty())
        .config()
        .orElseThrow();
  }

  @Test
  void every_field_is_one_that_kubernetes_knows() {
    assertThat(MANIFESTS)
        .isNotEmpty()
        .allSatisfy(one -> assertThatCode(() -> check(one)).doesNotThrowAnyException());
  }

  @Test
  void a_misspelt_field_deep_inside_would_be_found() {
    ObjectNode wrong = manifest("StatefulSet", "worker").deepCopy();
    ((ObjectNode) wrong.at("/spec/template/spec/containers/0/securityContext"))
        .put("readOnlyRootFileSystem", true);

    assertThatThrownBy(() -> check(wrong)).hasMessageContaining("readOnlyRootFileSystem");
  }

  @Test
  void all_are_in_one_namespace_that_comes_first() {
    assertThat(MANIFESTS.get(0).get("kind").asText()).isEqualTo("Namespace");
    assertThat(MANIFESTS.stream().skip(1).map(one -> one.at("/metadata/namespace").asText()))
        .containsOnly("celeryroot");
  }

  @Test
  void selectors_find_the_pods_that_they_are_for() {
    for (JsonNode one :
        List.of(manifest("Deployment", "beat"), manifest("StatefulSet", "worker"))) {
      String name = one.at("/metadata/name").asText();
      JsonNode labels = one.at("/spec/template/metadata/labels");

      assertThat(one.at("/spec/selector/matchLabels")).isEqualTo(labels);
      assertThat(manifest("PodDisruptionBudget", name).at("/spec/selector/matchLabels"))
          .isEqualTo(labels);
      assertThat(
              one.at("/spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels"))
          .isEqualTo(labels);
    }
    assertThat(manifest("Service", "worker").at("/spec/selector"))
        .isEqualTo(manifest("StatefulSet", "worker").at("/spec/template/metadata/labels"));
  }

  @Test
  void the_pods_of_the_worker_are_hosts_of_the_file() {
    JsonNode worker = manifest("StatefulSet", "worker");

    for (int i = 0; i < worker.at("/spec/replicas").asInt(); i++) {
      assertThat(config().rolesOf(worker.at("/metadata/name").asText() + "-" + i)).hasSize(1);
    }
  }

  @Test
  void there_are_two_beats_and_one_always_stays() {
    assertThat(manifest("Deployment", "beat").at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(manifest("PodDisruptionBudget", "beat").at("/spec/minAvailable").asInt())
        .isEqualTo(1);
  }

  @Test
  void workers_have_time_to_stop() {
    assertThat(pods().get(1).get("terminationGracePeriodSeconds").asLong())
        .isGreaterThan(UnitsTest.shutdownTimeoutSeconds());
  }

  @Test
  void pods_have_minimal_rights() {
    for (JsonNode pod : pods()) {
      assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      JsonNode container = pod.at("/containers/0/securityContext");
      assertThat(container.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    }
  }

  @Test
  void the_redis_url_comes_from_a_secret_that_the_manifests_lack() {
    for (JsonNode pod : pods()) {
      assertThat(pod.at("/containers/0/env/0/name").asText()).isEqualTo("REDIS_URL");
      assertThat(pod.at("/containers/0/env/0/valueFrom/secretKeyRef/name").asText())
          .isEqualTo("celeryroot-redis");
    }
    assertThat(MANIFESTS).noneMatch(one -> one.get("kind").asText().equals("Secret"));
  }

  @Test
  void an_outage_of_redis_kills_no_pod() {
    for (JsonNode pod : pods()) {
      List<String> probe = new ArrayList<>();
      pod.at("/containers/0/livenessProbe/exec/command").forEach(word -> probe.add(word.asText()));
      assertThat(probe.subList(0, 2)).containsExactly("sh", "-c");
      String script = probe.get(2);

      assertThat(exitCode("cl() { return 0; }\n" + script)).isZero();
      assertThat(exitCode("cl() { return 3; }\n" + script)).as("Redis is away").isZero();
      assertThat(exitCode("cl() { return 1; }\n" + script)).as("no heartbeat").isNotZero();
    }
  }

  private static int exitCode(String script) {
    return Programs.run(List.of("sh", "-c", script)).exitCode();
  }
}
