/*
 * A client of ExoPort's C ABI, to be read as an example. It is both C11 and C++17.
 *
 *   client [--cancel-after RECORDS] CONFIG [TARGET ...]
 *
 * CONFIG is the JSON object of a run ("" for the defaults), each TARGET a JSON object; without
 * TARGETs they are read from standard input, one a line. Records go to standard output as they
 * complete, one JSON object a line; what went wrong and a summary go to standard error.
 *
 * Ends with 0 when every target was taken and every record came, else with 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exoport.h"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <shellapi.h>
#endif

/* The longest line that is read from standard input. */
#define LINE_BYTES 65536

/* What one run needs to be kept in mind. */
typedef struct Session {
    uint64_t run;
    uint8_t *buffer;
    uint32_t capacity;
    unsigned long targets;
    unsigned long refused;
    unsigned long records;
    unsigned long cancel_after; /* 0: never */
} Session;

/* Says what failed, by the status's name and the text of the last error. */
static void report(const char *what, int32_t status) {
    char name[64];
    char text[1024];
    uint32_t name_length = 0;
    uint32_t text_length = 0;
    /* First the text: it belongs to the last call that failed on this thread. */
    if (exoport_last_error((uint8_t *)text, sizeof text, &text_length) != EXOPORT_OK) {
        text_length = 0;
    }
    if (exoport_status_name(status, (uint8_t *)name, sizeof name, &name_length) != EXOPORT_OK) {
        name_length = 0;
    }
    fprintf(stderr, "%s: %.*s (%ld): %.*s\n", what, (int)name_length, name, (long)status,
            (int)text_length, text);
}

/*
 * Takes the records that are ready, as many as the buffer holds, and waits for the first at most
 * timeout_ms. Returns the status of exoport_run_next.
 */
static int32_t take_batch(Session *session, uint32_t timeout_ms) {
    uint32_t needed = 0;
    uint32_t count = 0;
    int32_t status = exoport_run_next(session->run, session->buffer, session->capacity, &needed,
                                      &count, timeout_ms);
    if (status == EXOPORT_BUFFER_TOO_SMALL) {
        /* The record is still there: make room for it and ask again. */
        uint8_t *larger = (uint8_t *)realloc(session->buffer, needed);
        if (larger == NULL) {
            fprintf(stderr, "out of memory for a record of %lu bytes\n", (unsigned long)needed);
            return EXOPORT_INTERNAL;
        }
        session->buffer = larger;
        session->capacity = needed;
        return take_batch(session, timeout_ms);
    }
    if (status == EXOPORT_RECORD) {
        /* count lines, each with its line feed: nothing to take apart, nothing to add. */
        fwrite(session->buffer, 1, needed, stdout);
        fflush(stdout);
        session->records += count;
        if (session->cancel_after != 0 && session->records >= session->cancel_after) {
            exoport_run_cancel(session->run);
            session->cancel_after = 0;
        }
    }
    if (status < 0) {
        report("cannot take records", status);
    }
    return status;
}

/*
 * Pushes one target. When there is no room, records have to be taken first: that is all there is to
 * back-pressure, and it never needs a second thread. Returns 0 when the run takes no more targets.
 */
static int push(Session *session, const char *target) {
    session->targets++;
    for (;;) {
        int32_t status =
            exoport_run_push(session->run, (const uint8_t *)target, (uint32_t)strlen(target), 0);
        switch (status) {
        case EXOPORT_OK:
            return 1;
        case EXOPORT_PENDING:
            if (take_batch(session, 1000) < 0) {
                return 0;
            }
            break;
        case EXOPORT_BAD_TARGET:
        case EXOPORT_BAD_ARGUMENT:
            /* This one cannot be probed; the run goes on with the others. */
            session->refused++;
            report(target, status);
            return 1;
        case EXOPORT_FINISHED:
            /* Cancelled by --cancel-after. */
            return 0;
        default:
            report("cannot push", status);
            return 0;
        }
    }
}

static void push_lines(Session *session, FILE *input) {
    static char line[LINE_BYTES];
    while (fgets(line, sizeof line, input) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0' && !push(session, line)) {
            return;
        }
    }
}

static int run_session(Session *session, char **targets, int target_count) {
    int32_t status;
    int index;
    if (target_count == 0) {
        push_lines(session, stdin);
    }
    for (index = 0; index < target_count; index++) {
        if (!push(session, targets[index])) {
            break;
        }
    }
    exoport_run_finish(session->run);
    do {
        status = take_batch(session, 10000);
    } while (status == EXOPORT_RECORD || status == EXOPORT_PENDING);
    fprintf(stderr, "%lu targets, %lu refused, %lu records\n", session->targets, session->refused,
            session->records);
    return status == EXOPORT_DONE && session->refused == 0;
}

#ifdef _WIN32
/*
 * The arguments in UTF-8: those of main are in the code page of the machine, which cannot say
 * everything. Kept until the process ends.
 */
static char **utf8_arguments(int *count) {
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), count);
    char **arguments = (char **)calloc((size_t)*count + 1, sizeof *arguments);
    int index;
    for (index = 0; wide != NULL && arguments != NULL && index < *count; index++) {
        int size = WideCharToMultiByte(CP_UTF8, 0, wide[index], -1, NULL, 0, NULL, NULL);
        arguments[index] = (char *)malloc((size_t)size);
        if (arguments[index] == NULL) {
            return NULL;
        }
        WideCharToMultiByte(CP_UTF8, 0, wide[index], -1, arguments[index], size, NULL, NULL);
    }
    LocalFree(wide);
    return arguments;
}
#endif

int main(int argc, char **argv) {
    Session session;
    int first = 1;
    int fine;
    int32_t status;
    const char *config;

#ifdef _WIN32
    argv = utf8_arguments(&argc);
    if (argv == NULL) {
        return 1;
    }
    /* Lines end in a line feed alone, here too. */
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    memset(&session, 0, sizeof session);
    if (argc > 2 && strcmp(argv[1], "--cancel-after") == 0) {
        session.cancel_after = strtoul(argv[2], NULL, 10);
        first = 3;
    }
    if (argc <= first) {
        fprintf(stderr, "usage: client [--cancel-after RECORDS] CONFIG [TARGET ...]\n");
        return 1;
    }
    config = argv[first];

    if (exoport_abi_version() != EXOPORT_ABI_VERSION) {
        fprintf(stderr, "the library speaks ABI version %lu, this program %d\n",
                (unsigned long)exoport_abi_version(), EXOPORT_ABI_VERSION);
        return 1;
    }
    status = exoport_run_start((const uint8_t *)config, (uint32_t)strlen(config), &session.run);
    if (status != EXOPORT_OK) {
        report("cannot start", status);
        return 1;
    }
    /* Small on purpose: it grows with the first record that does not fit. */
    session.capacity = 1024;
    session.buffer = (uint8_t *)malloc(session.capacity);
    fine = session.buffer != NULL && run_session(&session, argv + first + 1, argc - first - 1);
    free(session.buffer);
    exoport_run_close(session.run);
    return fine ? 0 : 1;
}
