function Read-ExoPortRootCertificate {
    <# The text of a PEM file with certificates; throws an ArgumentException that says what is wrong with it. #>
    param([string] $Path)

    $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    try {
        $text = [System.IO.File]::ReadAllText($file)
    }
    catch {
        throw [System.ArgumentException]::new("-RootCertificatePath '$file' cannot be read: $($_.Exception.GetBaseException().Message)", $_.Exception)
    }
    if ($text -notmatch '-----BEGIN CERTIFICATE-----') {
        throw [System.ArgumentException]::new("-RootCertificatePath '$file' holds no certificate in PEM form (-----BEGIN CERTIFICATE-----). Convert it, for example with: openssl x509 -inform der -in FILE -out FILE.pem")
    }
    $text
}
