/*
 * A program that loads ExoPort's DLL at run time.
 *
 *   loading panic DLL            a panic behind an export is a status (a DLL of the feature panic-test)
 *   loading unload DLL TARGET    FreeLibrary takes an unused DLL away and leaves one with threads alone
 *
 * TARGET is the JSON object of a target that never answers. Ends with 0 when all was as expected.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "exoport.h"

typedef int32_t(__cdecl *panic_function)(void);
typedef uint32_t(__cdecl *abi_version_function)(void);
typedef int32_t(__cdecl *text_function)(uint8_t *, uint32_t, uint32_t *);
typedef int32_t(__cdecl *start_function)(const uint8_t *, uint32_t, uint64_t *);
typedef int32_t(__cdecl *push_function)(uint64_t, const uint8_t *, uint32_t, uint32_t);
typedef int32_t(__cdecl *close_function)(uint64_t);
typedef void (*any_function)(void);

static int failures = 0;

static void expect(int fine, const char *what) {
    if (!fine) {
        failures++;
        fprintf(stderr, "not so: %s (Windows error %lu)\n", what, (unsigned long)GetLastError());
    }
}

static HMODULE load(const char *path) {
    HMODULE library = LoadLibraryA(path);
    if (library == NULL) {
        fprintf(stderr, "%s cannot be loaded: %lu\n", path, (unsigned long)GetLastError());
        exit(1);
    }
    return library;
}

static any_function find(HMODULE library, const char *name) {
    any_function function = (any_function)GetProcAddress(library, name);
    if (function == NULL) {
        fprintf(stderr, "%s is not exported\n", name);
        exit(1);
    }
    return function;
}

static void panics(const char *path) {
    HMODULE library = load(path);
    panic_function panic = (panic_function)find(library, "exoport_panic_test");
    text_function last_error = (text_function)find(library, "exoport_last_error");
    char text[512] = {0};
    uint32_t length = 0;
    int round;
    for (round = 0; round < 3; round++) {
        expect(panic() == EXOPORT_INTERNAL, "the panic is EXOPORT_INTERNAL");
        memset(text, 0, sizeof text);
        expect(last_error((uint8_t *)text, sizeof text - 1, &length) == EXOPORT_OK, "a text");
        expect(strstr(text, "on purpose, to see that it ends here") != NULL, text);
    }
}

static void unloads(const char *path, const char *target) {
    HMODULE library = load(path);
    abi_version_function abi_version = (abi_version_function)find(library, "exoport_abi_version");
    start_function start;
    push_function push;
    close_function finish;
    close_function close;
    text_function version;
    uint64_t run = 0;
    uint8_t text[64];
    uint32_t length = 0;

    expect(abi_version() == EXOPORT_ABI_VERSION, "the ABI version");
    expect(FreeLibrary(library), "FreeLibrary of an unused library");
    expect(GetModuleHandleA("exoport.dll") == NULL, "an unused library goes");

    library = load(path);
    start = (start_function)find(library, "exoport_run_start");
    push = (push_function)find(library, "exoport_run_push");
    finish = (close_function)find(library, "exoport_run_finish");
    close = (close_function)find(library, "exoport_run_close");
    version = (text_function)find(library, "exoport_version");
    expect(start((const uint8_t *)"{\"timeout_ms\":600000}", 21, &run) == EXOPORT_OK, "a run");
    expect(push(run, (const uint8_t *)target, (uint32_t)strlen(target), 0) == EXOPORT_OK, "a push");
    expect(finish(run) == EXOPORT_OK, "the end of the targets");
    FreeLibrary(library);
    FreeLibrary(library);
    expect(GetModuleHandleA("exoport.dll") == library, "a library with threads stays");
    expect(version(text, sizeof text, &length) == EXOPORT_OK && length > 0, "and works");
    expect(close(run) == EXOPORT_OK, "and ends its run");
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "panic") == 0) {
        panics(argv[2]);
    } else if (argc == 4 && strcmp(argv[1], "unload") == 0) {
        unloads(argv[2], argv[3]);
    } else {
        fprintf(stderr, "usage: loading panic DLL | loading unload DLL TARGET\n");
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
