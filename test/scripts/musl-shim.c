/*
 * What Debian's libstdc++ and libgcc expect of glibc and musl does not have. With it, a program linked for musl runs
 * under musl's own loader on a Debian machine; on Alpine the system's libstdc++ takes its place.
 */
#define _GNU_SOURCE
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded = 0;
unsigned __cpu_model[4] = {0};

void __cpu_indicator_init(void) {}

/* "Not found" sends the unwinder on to dl_iterate_phdr. */
int _dl_find_object(void *address, void *result) { return -1; }

/* Destructors of thread-local objects are not run: the process ends with its threads. */
int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *library) { return 0; }

uint32_t arc4random(void) {
  uint32_t value;
  if (getrandom(&value, sizeof value, 0) != sizeof value) abort();
  return value;
}

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(text, size, format, time, locale);
}
