/*
 * A listener in a program that leaves SIGPIPE as the system has it: the end of the process.
 *
 *   listen CONFIGURATION
 *
 * Prints what exoport_run_next gives until the listener ends.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "exoport.h"

static uint8_t buffer[1024 * 1024];

int main(int count, char **arguments) {
    uint64_t run = 0;
    int32_t status = EXOPORT_PENDING;
    if (count != 2 || signal(SIGPIPE, SIG_DFL) == SIG_ERR) {
        return 2;
    }
    if (exoport_run_start((const uint8_t *)arguments[1], (uint32_t)strlen(arguments[1]), &run) !=
        EXOPORT_OK) {
        return 1;
    }
    while (status == EXOPORT_RECORD || status == EXOPORT_PENDING) {
        uint32_t length = 0;
        uint32_t records = 0;
        status = exoport_run_next(run, buffer, sizeof buffer, &length, &records, 60000);
        if (status == EXOPORT_RECORD) {
            fwrite(buffer, 1, length, stdout);
            fflush(stdout);
        }
    }
    exoport_run_close(run);
    return status == EXOPORT_DONE ? 0 : 1;
}
