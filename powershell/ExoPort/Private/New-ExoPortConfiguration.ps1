function New-ExoPortConfiguration {
    <#
    The configuration of a run as JSON, from the parameters of Test-ExoPort that were given.
    What is absent is left to the native library's defaults. Messages about what cannot be are added to $Problem.
    #>
    param([System.Collections.IDictionary] $Given, [System.Collections.IList] $Problem)

    $members = @(
        foreach ($pair in @('TimeoutSeconds', 'timeout_ms'), @('ConnectTimeoutSeconds', 'connect_timeout_ms')) {
            if (-not $Given.Contains($pair[0])) { continue }
            $seconds = [double] $Given[$pair[0]]
            # Written so that NaN fails too.
            if (-not ($seconds -ge 0.001 -and $seconds -le 600)) {
                $null = $Problem.Add("-$($pair[0]) $seconds is out of range. Use 0.001 to 600 seconds; fractions are allowed.")
                continue
            }
            '"{0}":{1}' -f $pair[1], [long] [System.Math]::Round($seconds * 1000)
        }
        if ($Given.Contains('ThrottleLimit')) {
            $limit = [int] $Given['ThrottleLimit']
            if ($limit -lt 1 -or $limit -gt 4096) {
                $null = $Problem.Add("-ThrottleLimit $limit is out of range. Use 1 to 4096 probes at the same time.")
            }
            '"concurrency":' + $limit
        }
        $family = Resolve-ExoPortWord -Kind 'AddressFamily' -Text $Given['AddressFamily'] -Problem $Problem
        if ($family) { '"family":"' + $family + '"' }
        if ($Given['EhloName']) { '"ehlo_name":' + (ConvertTo-ExoPortJsonText $Given['EhloName']) }
        if ($Given['DnsServer']) { '"dns_server":' + (ConvertTo-ExoPortJsonText $Given['DnsServer']) }
        Get-ExoPortProxyMember -Given $Given -Problem $Problem
        if ($Given['IncludeTranscript']) { '"transcript":true' }
        if ($Given['IncludeLegacyTls']) { '"legacy_tls":true' }
        if ($Given['RootCertificatePath']) {
            $pem = @(foreach ($path in $Given['RootCertificatePath']) { Read-ExoPortRootCertificate -Path $path -Problem $Problem }) -join "`n"
            '"additional_roots":' + (ConvertTo-ExoPortJsonText $pem)
        }
    )
    '{' + ($members -join ',') + '}'
}
