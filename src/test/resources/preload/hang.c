/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For LD_PRELOAD: a look at a path below a directory named "hang" has no answer for ever, and no
 * signal ends it, as on a network file system whose server is away.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

static void wait_if_away(const char *path) {
  while (path && strstr(path, "/hang/")) {
    sleep(1);
  }
}

int stat64(const char *path, void *status) {
  static int (*real)(const char *, void *);
  if (!real) {
    *(void **)&real = dlsym(RTLD_NEXT, "stat64");
  }
  wait_if_away(path);
  return real(path, status);
}

int stat(const char *path, void *status) {
  static int (*real)(const char *, void *);
  if (!real) {
    *(void **)&real = dlsym(RTLD_NEXT, "stat");
  }
  wait_if_away(path);
  return real(path, status);
}

int __xstat64(int version, const char *path, void *status) {
  static int (*real)(int, const char *, void *);
  if (!real) {
    *(void **)&real = dlsym(RTLD_NEXT, "__xstat64");
  }
  wait_if_away(path);
  return real(version, path, status);
}

int statx(int directory, const char *path, int flags, unsigned int mask, void *status) {
  static int (*real)(int, const char *, int, unsigned int, void *);
  if (!real) {
    *(void **)&real = dlsym(RTLD_NEXT, "statx");
  }
  wait_if_away(path);
  return real(directory, path, flags, mask, status);
}
