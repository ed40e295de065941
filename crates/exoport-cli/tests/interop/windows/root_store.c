/*
 * Puts a certificate into the machine's store of trusted roots, or takes it out: what an enterprise does
 * by group policy.
 *
 *   root_store add|remove FILE      FILE is the certificate in DER
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <wincrypt.h>

static int fail(const char *what) {
    fprintf(stderr, "%s: %lu\n", what, (unsigned long)GetLastError());
    return 1;
}

int main(int argc, char **argv) {
    static BYTE der[65536];
    DWORD length;
    FILE *file;
    HCERTSTORE store;
    PCCERT_CONTEXT given;
    PCCERT_CONTEXT found;

    if (argc != 3 || (file = fopen(argv[2], "rb")) == NULL) {
        return fail("usage: root_store add|remove FILE");
    }
    length = (DWORD)fread(der, 1, sizeof der, file);
    fclose(file);
    store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_LOCAL_MACHINE, L"Root");
    given = CertCreateCertificateContext(X509_ASN_ENCODING, der, length);
    if (store == NULL || given == NULL) {
        return fail("the store or the certificate cannot be read");
    }
    if (strcmp(argv[1], "add") == 0) {
        if (!CertAddCertificateContextToStore(store, given, CERT_STORE_ADD_REPLACE_EXISTING, NULL)) {
            return fail("cannot add");
        }
    } else {
        found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_EXISTING, given, NULL);
        if (found == NULL || !CertDeleteCertificateFromStore(found)) {
            return fail("cannot remove");
        }
    }
    CertFreeCertificateContext(given);
    return CertCloseStore(store, 0) ? 0 : fail("cannot close the store");
}
