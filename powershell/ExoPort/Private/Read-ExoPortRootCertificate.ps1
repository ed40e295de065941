function Read-ExoPortRootCertificate {
    <# The text of a PEM file with certificates; otherwise nothing, and in $Problem what is wrong with it. #>
    param([string] $Path, [System.Collections.IList] $Problem)

    $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not [System.IO.File]::Exists($file)) {
        $null = $Problem.Add("-RootCertificatePath '$file' does not exist. Give a file with certificates in PEM form.")
        return
    }
    try {
        $text = [System.IO.File]::ReadAllText($file)
    }
    catch {
        $null = $Problem.Add("-RootCertificatePath '$file' cannot be read: $($_.Exception.GetBaseException().Message)")
        return
    }
    if (-not $text.Contains('-----BEGIN CERTIFICATE-----')) {
        $null = $Problem.Add("-RootCertificatePath '$file' has no certificate in PEM form (-----BEGIN CERTIFICATE-----). Convert it, for example with: openssl x509 -inform der -in FILE -out FILE.pem")
        return
    }
    $text
}
