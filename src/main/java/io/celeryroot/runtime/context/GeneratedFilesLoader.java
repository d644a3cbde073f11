// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.spi.Resource;

/**
 * Loads YAML files as Camel does, but parses a generated file without beans once. Camel parses each
 * file twice, the first time to find beans.
 */
final class GeneratedFilesLoader extends YamlRoutesBuilderLoader {

  @Override
  public void preParseRoute(Resource resource) throws Exception {
    if (!(resource instanceof GeneratedFile file) || file.hasBeans()) {
      super.preParseRoute(resource);
    }
  }
}
