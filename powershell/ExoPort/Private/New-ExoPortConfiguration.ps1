function New-ExoPortConfiguration {
    <#
    The configuration of a run as JSON, from the parameters of Test-ExoPort that were given.
    What is absent is left to the native library's defaults. Throws an ArgumentException for what cannot be.
    #>
    param([System.Collections.IDictionary] $Given)

    $configuration = [ordered]@{}
    foreach ($pair in @('TimeoutSeconds', 'timeout_ms'), @('ConnectTimeoutSeconds', 'connect_timeout_ms')) {
        if (-not $Given.Contains($pair[0])) { continue }
        $seconds = [double] $Given[$pair[0]]
        # Written so that NaN fails too.
        if (-not ($seconds -ge 0.001 -and $seconds -le 600)) {
            throw [System.ArgumentException]::new("-$($pair[0]) $seconds is out of range. Use 0.001 to 600 seconds; fractions are allowed.")
        }
        $configuration[$pair[1]] = [long] [System.Math]::Round($seconds * 1000)
    }
    if ($Given.Contains('ThrottleLimit')) {
        $limit = [int] $Given['ThrottleLimit']
        if ($limit -lt 1 -or $limit -gt 4096) {
            throw [System.ArgumentException]::new("-ThrottleLimit $limit is out of range. Use 1 to 4096 probes at the same time.")
        }
        $configuration['concurrency'] = $limit
    }
    $family = Resolve-ExoPortWord -Kind 'AddressFamily' -Text $Given['AddressFamily']
    if ($family) { $configuration['family'] = $family }
    if ($Given['EhloName']) { $configuration['ehlo_name'] = [string] $Given['EhloName'] }
    if ($Given['DnsServer']) { $configuration['dns_server'] = [string] $Given['DnsServer'] }
    if ($Given['IncludeTranscript']) { $configuration['transcript'] = $true }
    if ($Given['IncludeLegacyTls']) { $configuration['legacy_tls'] = $true }
    if ($Given['RootCertificatePath']) {
        $configuration['additional_roots'] = @(
            foreach ($path in $Given['RootCertificatePath']) { Read-ExoPortRootCertificate -Path $path }
        ) -join "`n"
    }
    ConvertTo-ExoPortJson -Value $configuration
}
