/*
 * A stand-in for bcryptprimitives.dll, which Wine 8 does not have and Windows always has: Rust's standard
 * library takes its random numbers from there. Made by the tests, for the tests.
 */
#include <stddef.h>

unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, size_t length) {
    return SystemFunction036(buffer, (unsigned long)length);
}
