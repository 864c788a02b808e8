// Lets the run-time libraries of Debian's GCC, which were built for glibc, work with musl: .NET's runtime for musl needs libstdc++ and libgcc,
// and Debian has them for glibc alone. What they import of glibc and musl does not have is here, as far as .NET comes to it.
#define _GNU_SOURCE
#include <link.h>
#include <locale.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <syslog.h>
#include <time.h>

char __libc_single_threaded = 0;
unsigned __cpu_model[4];

int __cpu_indicator_init(void) { return 0; }

size_t strftime_l(char *restrict, size_t, const char *restrict, const struct tm *restrict, locale_t);

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(text, size, format, time, locale);
}

uint32_t arc4random(void) {
  uint32_t value = 0;
  return getrandom(&value, sizeof value, 0) == sizeof value ? value : 0;
}

// Destructors of variables that each thread has, the last one first.
struct destructor { void (*run)(void *); void *object; struct destructor *next; };

static pthread_key_t destructors;
static pthread_once_t destructors_once = PTHREAD_ONCE_INIT;

static void run_destructors(void *first) {
  for (struct destructor *each = first, *next; each; each = next) {
    next = each->next;
    each->run(each->object);
    free(each);
  }
}

static void make_destructors(void) { pthread_key_create(&destructors, run_destructors); }

int __cxa_thread_atexit_impl(void (*run)(void *), void *object, void *library) {
  pthread_once(&destructors_once, make_destructors);
  struct destructor *each = malloc(sizeof *each);
  if (!each) return -1;
  *each = (struct destructor){run, object, pthread_getspecific(destructors)};
  return pthread_setspecific(destructors, each);
}

// Where the library that an address is in keeps what exceptions need.
struct found { unsigned long long flags; void *start, *end, *map, *frames; };
struct look { char *address; struct found *found; int done; };

static int look_into(struct dl_phdr_info *library, size_t size, void *state) {
  struct look *look = state;
  char *start = 0, *end = 0, *frames = 0;
  int is_in = 0;
  for (int number = 0; number < library->dlpi_phnum; number++) {
    const ElfW(Phdr) *part = &library->dlpi_phdr[number];
    char *place = (char *)library->dlpi_addr + part->p_vaddr;
    if (part->p_type == PT_GNU_EH_FRAME) frames = place;
    if (part->p_type != PT_LOAD) continue;
    if (!start || place < start) start = place;
    if (place + part->p_memsz > end) end = place + part->p_memsz;
    is_in |= look->address >= place && look->address < place + part->p_memsz;
  }
  if (!is_in || !frames) return 0;
  *look->found = (struct found){0, start, end, 0, frames};
  look->done = 1;
  return 1;
}

int _dl_find_object(void *address, struct found *found) {
  struct look look = {address, found, 0};
  dl_iterate_phdr(look_into, &look);
  return look.done ? 0 : -1;
}

void *__memcpy_chk(void *to, const void *from, size_t count, size_t room) { return memcpy(to, from, count); }
void *__memset_chk(void *to, int value, size_t count, size_t room) { return memset(to, value, count); }
char *__strcat_chk(char *to, const char *from, size_t room) { return strcat(to, from); }
long __fdelt_chk(long descriptor) { return descriptor / (8 * (long)sizeof(long)); }
int __vfprintf_chk(FILE *file, int flag, const char *format, va_list values) { return vfprintf(file, format, values); }

int __fprintf_chk(FILE *file, int flag, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int result = vfprintf(file, format, values);
  va_end(values);
  return result;
}

int __sprintf_chk(char *text, int flag, size_t room, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int result = vsprintf(text, format, values);
  va_end(values);
  return result;
}

void __syslog_chk(int priority, int flag, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsyslog(priority, format, values);
  va_end(values);
}

// OpenSSL's asynchronous jobs, which nobody uses here.
int getcontext(void *context) { return -1; }
int setcontext(const void *context) { return -1; }
void makecontext(void *context, void (*run)(void), int count, ...) {}
