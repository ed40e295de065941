/*
 * Wrong use of ExoPort's C ABI: each mistake gets its status and a text, nothing is lost and nothing
 * crashes.
 *
 *   abuse TARGET
 *
 * TARGET is the JSON object of one target on loopback. Ends with 0 when everything was as expected.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exoport.h"

/* Longer than any of these tests takes: a wait that is not woken shows as a test that hangs. */
#define FOREVER_MS 600000u
#define TAKERS 4
#define TARGETS 40

static int failures = 0;

static const char *last_error(void) {
    static _Thread_local char text[2048];
    uint32_t length = 0;
    if (exoport_last_error((uint8_t *)text, sizeof text - 1, &length) != EXOPORT_OK) {
        length = 0;
    }
    text[length] = '\0';
    return text;
}

static void expect_at(int line, const char *what, int64_t expected, int64_t actual) {
    if (expected != actual) {
        failures++;
        fprintf(stderr, "line %d: %s is %" PRId64 ", not %" PRId64 " (%s)\n", line, what, actual,
                expected, last_error());
    }
}

/* The call gives this status. */
#define EXPECT(expected, call) expect_at(__LINE__, #call, (expected), (call))

static void expect_text_at(int line, const char *part) {
    if (strstr(last_error(), part) == NULL) {
        failures++;
        fprintf(stderr, "line %d: the last error is \"%s\" and does not say \"%s\"\n", line,
                last_error(), part);
    }
}

/* The call gives this status and the last error says this. */
#define REFUSES(expected, part, call)                                                              \
    do {                                                                                           \
        EXPECT(expected, call);                                                                    \
        expect_text_at(__LINE__, part);                                                            \
    } while (0)

static int32_t start(const char *config, uint64_t *run) {
    return exoport_run_start((const uint8_t *)config, (uint32_t)strlen(config), run);
}

static int32_t push(uint64_t run, const char *target) {
    return exoport_run_push(run, (const uint8_t *)target, (uint32_t)strlen(target), FOREVER_MS);
}

static uint64_t started(void) {
    uint64_t run = 0;
    EXPECT(EXOPORT_OK, exoport_run_start(NULL, 0, &run));
    EXPECT(1, run != 0);
    return run;
}

static void null_pointers(void) {
    uint64_t run = started();
    uint64_t other = 77;
    uint8_t buffer[8] = {0};
    uint32_t needed = 0;
    uint32_t count = 0;
    const uint8_t *text = (const uint8_t *)"{}";

    REFUSES(EXOPORT_BAD_ARGUMENT, "needed is NULL", exoport_version(buffer, sizeof buffer, NULL));
    REFUSES(EXOPORT_BAD_ARGUMENT, "buffer is NULL", exoport_version(NULL, 8, &needed));
    REFUSES(EXOPORT_BAD_ARGUMENT, "needed is NULL", exoport_last_error(buffer, sizeof buffer, NULL));
    REFUSES(EXOPORT_BAD_ARGUMENT, "needed is NULL", exoport_status_name(0, buffer, 8, NULL));
    REFUSES(EXOPORT_BAD_ARGUMENT, "run is NULL", exoport_run_start(text, 2, NULL));
    REFUSES(EXOPORT_BAD_ARGUMENT, "config is NULL", exoport_run_start(NULL, 2, &other));
    EXPECT(0, (int64_t)other);
    REFUSES(EXOPORT_BAD_ARGUMENT, "target is NULL", exoport_run_push(run, NULL, 2, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "target is NULL", exoport_run_push(run, NULL, 0, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "buffer is NULL",
            exoport_run_next(run, NULL, 8, &needed, &count, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "needed is NULL",
            exoport_run_next(run, buffer, sizeof buffer, NULL, &count, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "count is NULL",
            exoport_run_next(run, buffer, sizeof buffer, &needed, NULL, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "question is NULL",
            exoport_query(NULL, 0, buffer, sizeof buffer, &needed));
    REFUSES(EXOPORT_BAD_ARGUMENT, "needed is NULL",
            exoport_query(text, 2, buffer, sizeof buffer, NULL));
    EXPECT(EXOPORT_OK, exoport_run_close(run));
}

static void wrong_texts(void) {
    static const uint8_t not_utf8[] = {'{', '"', 0xC3, 0x28, '"', '}'};
    uint8_t *long_text = (uint8_t *)calloc(EXOPORT_MAX_TEXT + 1u, 1);
    uint64_t run = 77;
    uint32_t needed = 0;

    REFUSES(EXOPORT_BAD_CONFIG, "invalid type: string", start("{\"timeout_ms\":\"15\"}", &run));
    EXPECT(0, (int64_t)run);
    REFUSES(EXOPORT_BAD_CONFIG, "invalid timeout_ms 0", start("{\"timeout_ms\":0}", &run));
    REFUSES(EXOPORT_BAD_CONFIG, "unknown field", start("{\"timeout\":1}", &run));
    REFUSES(EXOPORT_BAD_CONFIG, "a map", start("[15000]", &run));
    REFUSES(EXOPORT_BAD_CONFIG, "EOF", start("{", &run));
    REFUSES(EXOPORT_BAD_ARGUMENT, "config is not UTF-8: byte 2",
            exoport_run_start(not_utf8, sizeof not_utf8, &run));
    REFUSES(EXOPORT_BAD_ARGUMENT, "at most 1048576",
            exoport_run_start(long_text, EXOPORT_MAX_TEXT + 1u, &run));

    run = started();
    REFUSES(EXOPORT_BAD_ARGUMENT, "target is not UTF-8",
            exoport_run_push(run, not_utf8, sizeof not_utf8, 0));
    REFUSES(EXOPORT_BAD_ARGUMENT, "at most 1048576",
            exoport_run_push(run, long_text, UINT32_MAX, 0));
    REFUSES(EXOPORT_BAD_TARGET, "EOF", push(run, ""));
    REFUSES(EXOPORT_BAD_TARGET, "a map", push(run, "[\"a.example\"]"));
    REFUSES(EXOPORT_BAD_TARGET, "unknown field", push(run, "{\"hots\":\"a.example\"}"));
    REFUSES(EXOPORT_BAD_TARGET, "port 70000", push(run, "{\"host\":\"a.example\",\"port\":70000}"));
    REFUSES(EXOPORT_BAD_TARGET, "port 0", push(run, "{\"host\":\"a.example\",\"port\":0}"));
    REFUSES(EXOPORT_BAD_TARGET, "host is empty", push(run, "{\"host\":\"\"}"));
    REFUSES(EXOPORT_BAD_TARGET, "invalid service \"smtp\"",
            push(run, "{\"host\":\"a.example\",\"service\":\"smtp\"}"));
    REFUSES(EXOPORT_BAD_QUERY, "unknown variant",
            exoport_query((const uint8_t *)"{\"query\":\"weather\"}", 19, NULL, 0, &needed));
    REFUSES(EXOPORT_BAD_ARGUMENT, "-77 is not a status", exoport_status_name(-77, NULL, 0, &needed));
    EXPECT(EXOPORT_OK, exoport_run_close(run));
    free(long_text);
}

static void handles(const char *target) {
    uint64_t run = started();
    uint64_t successor;
    uint64_t wrong[] = {0, 1, UINT64_MAX, 0, 0};
    uint8_t buffer[8];
    uint32_t needed = 0;
    uint32_t count = 0;
    size_t index;

    wrong[3] = run + (UINT64_C(1) << 32); /* another generation */
    EXPECT(EXOPORT_OK, exoport_run_close(run));
    wrong[4] = run;                       /* closed: stale from now on */
    successor = started();                /* does not make the old handle good again */
    for (index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        REFUSES(EXOPORT_BAD_HANDLE, "not an open run", push(wrong[index], target));
        REFUSES(EXOPORT_BAD_HANDLE, "not an open run", exoport_run_finish(wrong[index]));
        REFUSES(EXOPORT_BAD_HANDLE, "not an open run",
                exoport_run_next(wrong[index], buffer, sizeof buffer, &needed, &count, 0));
        REFUSES(EXOPORT_BAD_HANDLE, "not an open run", exoport_run_cancel(wrong[index]));
        REFUSES(EXOPORT_BAD_HANDLE, "not an open run", exoport_run_close(wrong[index]));
    }
    EXPECT(EXOPORT_OK, exoport_run_close(successor));
}

static void too_many_runs(void) {
    static uint64_t runs[EXOPORT_MAX_RUNS];
    uint64_t one_more = 77;
    int32_t status = EXOPORT_OK;
    size_t opened = 0;
    size_t index;

    while (opened < EXOPORT_MAX_RUNS && status == EXOPORT_OK) {
        status = exoport_run_start(NULL, 0, &runs[opened]);
        opened += status == EXOPORT_OK;
    }
    REFUSES(EXOPORT_TOO_MANY_RUNS, "1024 runs are open", exoport_run_start(NULL, 0, &one_more));
    EXPECT(0, (int64_t)one_more);
    for (index = 0; index < opened; index++) {
        EXPECT(EXOPORT_OK, exoport_run_close(runs[index]));
    }
    EXPECT(EXOPORT_OK, exoport_run_close(started()));
}

static void small_buffers(const char *target) {
    uint64_t run = started();
    uint8_t one[1] = {0xEE};
    uint8_t *exact;
    uint32_t needed = 0;
    uint32_t again = 0;
    uint32_t count = 77;

    EXPECT(EXOPORT_OK, push(run, target));
    EXPECT(EXOPORT_OK, exoport_run_finish(run));
    REFUSES(EXOPORT_BUFFER_TOO_SMALL, "the buffer has 1 bytes",
            exoport_run_next(run, one, 1, &needed, &count, FOREVER_MS));
    EXPECT(0xEE, one[0]);
    EXPECT(0, count);
    EXPECT(1, needed > 1);
    EXPECT(EXOPORT_BUFFER_TOO_SMALL, exoport_run_next(run, NULL, 0, &again, &count, 0));
    EXPECT(needed, again);
    exact = (uint8_t *)malloc(needed);
    EXPECT(EXOPORT_RECORD, exoport_run_next(run, exact, needed, &again, &count, 0));
    EXPECT(needed, again);
    EXPECT(1, count);
    EXPECT('{', exact[0]);
    EXPECT('\n', exact[needed - 1]);
    free(exact);
    EXPECT(EXOPORT_DONE, exoport_run_next(run, one, 1, &needed, &count, FOREVER_MS));
    EXPECT(EXOPORT_DONE, exoport_run_next(run, one, 1, &needed, &count, 0));
    EXPECT(EXOPORT_OK, exoport_run_close(run));

    EXPECT(EXOPORT_BUFFER_TOO_SMALL, exoport_version(NULL, 0, &needed));
    EXPECT(EXOPORT_BUFFER_TOO_SMALL, exoport_version(one, 1, &again));
    EXPECT(needed, again);
}

static void after_the_end(const char *target) {
    uint64_t run = started();
    uint8_t buffer[8];
    uint32_t needed = 0;
    uint32_t count = 0;

    EXPECT(EXOPORT_PENDING, exoport_run_next(run, buffer, sizeof buffer, &needed, &count, 0));
    EXPECT(EXOPORT_OK, exoport_run_finish(run));
    EXPECT(EXOPORT_OK, exoport_run_finish(run));
    REFUSES(EXOPORT_FINISHED, "takes no more targets", push(run, target));
    EXPECT(EXOPORT_DONE, exoport_run_next(run, buffer, sizeof buffer, &needed, &count, FOREVER_MS));
    EXPECT(EXOPORT_OK, exoport_run_close(run));

    run = started();
    EXPECT(EXOPORT_OK, exoport_run_cancel(run));
    EXPECT(EXOPORT_OK, exoport_run_cancel(run));
    REFUSES(EXOPORT_FINISHED, "takes no more targets", push(run, target));
    EXPECT(EXOPORT_DONE, exoport_run_next(run, buffer, sizeof buffer, &needed, &count, FOREVER_MS));
    EXPECT(EXOPORT_OK, exoport_run_close(run));
    /* A call that succeeds leaves no error behind. */
    EXPECT(0, (int64_t)strlen(last_error()));
}

/* What one thread took. */
typedef struct Taker {
    uint64_t run;
    int32_t end;
    unsigned long records;
} Taker;

static void *take_all(void *argument) {
    Taker *taker = (Taker *)argument;
    uint32_t capacity = 262144;
    uint8_t *buffer = (uint8_t *)malloc(capacity);
    uint32_t needed = 0;
    uint32_t count = 0;
    do {
        taker->end = exoport_run_next(taker->run, buffer, capacity, &needed, &count, FOREVER_MS);
        taker->records += count;
    } while (taker->end == EXOPORT_RECORD);
    free(buffer);
    return NULL;
}

static void start_takers(pthread_t *threads, Taker *takers, uint64_t run) {
    size_t index;
    for (index = 0; index < TAKERS; index++) {
        takers[index].run = run;
        takers[index].end = 77;
        takers[index].records = 0;
        EXPECT(0, pthread_create(&threads[index], NULL, take_all, &takers[index]));
    }
}

static unsigned long join_takers(pthread_t *threads, Taker *takers, int32_t end) {
    unsigned long records = 0;
    size_t index;
    for (index = 0; index < TAKERS; index++) {
        EXPECT(0, pthread_join(threads[index], NULL));
        EXPECT(end, takers[index].end);
        records += takers[index].records;
    }
    return records;
}

static void several_threads(const char *target) {
    pthread_t threads[TAKERS];
    Taker takers[TAKERS];
    uint64_t run = started();
    int index;

    start_takers(threads, takers, run);
    for (index = 0; index < TARGETS; index++) {
        EXPECT(EXOPORT_OK, push(run, target));
    }
    EXPECT(EXOPORT_OK, exoport_run_finish(run));
    EXPECT(TARGETS, (int64_t)join_takers(threads, takers, EXOPORT_DONE));
    EXPECT(EXOPORT_OK, exoport_run_close(run));

    /* Nothing was pushed and nothing is finished: only cancel or close end this wait. */
    run = started();
    start_takers(threads, takers, run);
    EXPECT(EXOPORT_OK, exoport_run_cancel(run));
    EXPECT(0, (int64_t)join_takers(threads, takers, EXOPORT_DONE));
    EXPECT(EXOPORT_OK, exoport_run_close(run));

    run = started();
    start_takers(threads, takers, run);
    EXPECT(EXOPORT_OK, exoport_run_close(run));
    EXPECT(0, (int64_t)join_takers(threads, takers, EXOPORT_BAD_HANDLE));
    REFUSES(EXOPORT_BAD_HANDLE, "not an open run", exoport_run_close(run));
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: abuse TARGET\n");
        return 2;
    }
    null_pointers();
    wrong_texts();
    handles(argv[1]);
    small_buffers(argv[1]);
    after_the_end(argv[1]);
    several_threads(argv[1]);
    too_many_runs();
    if (failures > 0) {
        fprintf(stderr, "%d failures\n", failures);
        return 1;
    }
    return 0;
}
