// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.ClConfig;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A page of a dashboard without a port. */
public final class PageOf implements AutoCloseable {

  private final Dashboard dashboard;
  private final String path;
  private final Map<String, String> query;

  private PageOf(ClConfig config, String address, WebSettings settings) {
    this.dashboard = new Dashboard(config, settings, RouteCounts.NONE);
    this.path = address.split("\\?", 2)[0];
    this.query = new TreeMap<>();
    if (address.contains("?")) {
      for (String pair : address.split("\\?", 2)[1].split("&", -1)) {
        query.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
      }
    }
  }

  /** The page as somebody sees it who may only read. */
  public static PageOf of(ClConfig config, String address) {
    return new PageOf(config, address, WebSettings.READ_ONLY);
  }

  /** The page as somebody sees it who may act. */
  public static PageOf writable(ClConfig config, String address) {
    return new PageOf(
        config, address, new WebSettings(true, "local", Operations.NONE, Optional.empty()));
  }

  public String html() {
    return new String(reply(query).body(), UTF_8);
  }

  public JsonNode json() {
    Map<String, String> asJson = new TreeMap<>(query);
    asJson.put("format", "json");
    try {
      return new ObjectMapper().readTree(new String(reply(asJson).body(), UTF_8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply reply(Map<String, String> values) {
    return dashboard.answer(new Call(false, path, values, Map.of(), "ann", true, "127.0.0.1"));
  }

  @Override
  public void close() {
    dashboard.close();
  }
}
