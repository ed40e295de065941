<# A record with everything in it, as one line of JSON: what the module makes of a record needs no network. #>
function Get-SampleRecord {
    param([hashtable] $Change = @{})

    $record = [ordered]@{
        schema       = 1
        id           = 7
        target       = [ordered]@{ host = 'smtp.example'; port = 25; service = 'smtp-mx'; tls = 'smtp'; family = 'any'; tag = 'site 1' }
        started_at   = 1750000000123
        duration_ms  = 12.5
        resolution   = [ordered]@{ name = 'mx.example'; source = 'system'; addresses = @('192.0.2.1', '2001:db8::1') }
        attempts     = @(
            [ordered]@{ address = '2001:db8::1'; start_ms = 1.5; duration_ms = 3; outcome = 'unreachable'; detail = 'Network is unreachable' }
            [ordered]@{ address = '192.0.2.1'; start_ms = 1.75; duration_ms = 3.25; outcome = 'ok'; used = $true }
        )
        phases       = @(
            [ordered]@{ phase = 'dns'; start_ms = 0; duration_ms = 1.5; outcome = 'ok' }
            [ordered]@{ phase = 'connect'; start_ms = 1.5; duration_ms = 3.25; outcome = 'ok' }
            [ordered]@{ phase = 'tls'; start_ms = 5; duration_ms = 6; outcome = 'certificate-expired' }
        )
        dialogue     = [ordered]@{
            protocol   = 'smtp'
            greeting   = '220 mx.example ready'
            transcript = @(
                [ordered]@{ at_ms = 4.5; from = 'server'; tls = $false; text = '220 mx.example ready' }
                [ordered]@{ at_ms = 4.75; from = 'client'; tls = $true; text = 'EHLO me.example' }
            )
        }
        tls          = [ordered]@{ server_name = 'mx.example'; version = 'TLSv1.3'; cipher_suite = 'TLS_AES_256_GCM_SHA384' }
        certificates = @(
            [ordered]@{ sha256 = 'ab12'; sha1 = 'cd34'; subject = 'CN=mx.example'; issuer = 'CN=Example CA'; not_before = 1740000000000; not_after = 1749000000000 }
            [ordered]@{ sha256 = 'ef56'; sha1 = '7890'; subject = 'CN=Example CA'; issuer = 'CN=Example Root'; not_after = 1990000000000 }
        )
        trust        = [ordered]@{ name_matches = $true; name = 'mx.example'; within_validity = $false; days_left = -12; issuer_class = 'public' }
        outcome      = [ordered]@{ code = 'certificate-expired'; phase = 'tls'; address = '192.0.2.1'; detail = 'The certificate expired 12 days ago.' }
        findings     = @(
            [ordered]@{
                code = 'certificate-expired'; severity = 'error'; explanation = 'The certificate has expired.'
                evidence = @('not after 2025-06-04', 'clock 2025-06-15'); remedy = 'Renew it.'; source = 'RFC 5280 section 4.1.2.5'
            }
            [ordered]@{ code = 'clock-note'; severity = 'note'; explanation = 'The clock is right.'; remedy = 'Nothing.'; source = 'RFC 5905' }
        )
        verdict      = [ordered]@{ result = 'fail'; summary = 'The certificate has expired.'; finding = 'certificate-expired' }
    }
    foreach ($key in $Change.Keys) {
        if ($null -eq $Change[$key]) { $record.Remove($key) } else { $record[$key] = $Change[$key] }
    }
    $record | ConvertTo-Json -Depth 8 -Compress
}
