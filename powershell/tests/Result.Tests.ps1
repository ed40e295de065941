# From a record's JSON to the object and what is shown of it: no network.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot 'SampleRecord.ps1')

    function Get-Result {
        param([hashtable] $Change = @{})
        $json = Get-SampleRecord -Change $Change
        InModuleScope ExoPort -Parameters @{ json = $json } { param($json) ConvertTo-ExoPortResult -Json $json }
    }
    # The local time that an instant is, worked out by other means than the module's.
    function Get-LocalTime {
        param([string] $Utc)
        [System.DateTimeOffset]::Parse($Utc, [System.Globalization.CultureInfo]::InvariantCulture).LocalDateTime
    }
}

Describe 'A result' {
    BeforeAll { $result = Get-Result }

    It 'has the type ExoPort.ProbeResult' {
        $result.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.ProbeResult'
    }

    It 'has exactly these properties, whose names are a contract' {
        @($result.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @(
            'Target', 'Port', 'Service', 'Tls', 'Verdict', 'Outcome', 'Phase', 'Summary', 'Detail', 'Address', 'TlsVersion', 'CipherSuite',
            'Expires', 'DaysLeft', 'Subject', 'Issuer', 'Thumbprint', 'TimeMs', 'StartedAt', 'Findings', 'Phases', 'Attempts', 'Transcript',
            'Proxy', 'Tag', 'Json', 'Record')
    }

    It 'has the facts of the record' {
        $result.Target | Should -BeExactly 'smtp.example'
        $result.Port | Should -BeOfType [int]
        $result.Port | Should -Be 25
        $result.Service | Should -BeExactly 'SmtpMx'
        $result.Tls | Should -BeExactly 'Smtp'
        $result.Verdict | Should -BeExactly 'Fail'
        $result.Outcome | Should -BeExactly 'certificate-expired'
        $result.Phase | Should -BeExactly 'tls'
        $result.Summary | Should -Be 'The certificate has expired.'
        $result.Detail | Should -Be 'The certificate expired 12 days ago.'
        $result.Address | Should -Be '192.0.2.1'
        $result.TlsVersion | Should -BeExactly 'TLSv1.3'
        $result.CipherSuite | Should -BeExactly 'TLS_AES_256_GCM_SHA384'
        $result.DaysLeft | Should -Be -12
        $result.Subject | Should -Be 'CN=mx.example'
        $result.Issuer | Should -Be 'CN=Example CA'
        $result.Thumbprint | Should -Be 'cd34'
        $result.TimeMs | Should -BeOfType [double]
        $result.TimeMs | Should -Be 12.5
        $result.Tag | Should -Be 'site 1'
    }

    It 'has local times' {
        $result.StartedAt | Should -BeOfType [datetime]
        $result.StartedAt.Kind | Should -Be 'Local'
        $result.StartedAt | Should -Be (Get-LocalTime '2025-06-15T15:06:40.123Z')
        $result.Expires | Should -Be (Get-LocalTime '2025-06-04T01:20:00Z')
    }

    It 'has findings, phases, attempts and the transcript as typed objects' {
        $result.Findings.Count | Should -Be 2
        $result.Findings[0].PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.Finding'
        $result.Findings[0].Code | Should -BeExactly 'certificate-expired'
        $result.Findings[0].Severity | Should -BeExactly 'Error'
        $result.Findings[0].Evidence | Should -Be @('not after 2025-06-04', 'clock 2025-06-15')
        $result.Findings[0].Remedy | Should -Be 'Renew it.'
        $result.Findings[1].Evidence.Count | Should -Be 0
        @($result.Phases | ForEach-Object { $_.Phase }) | Should -Be @('dns', 'connect', 'tls')
        $result.Phases[2].TimeMs | Should -Be 6
        $result.Attempts[0].Used | Should -BeFalse
        $result.Attempts[0].Detail | Should -Be 'Network is unreachable'
        $result.Attempts[1].Used | Should -BeTrue
        $result.Transcript[1].Text | Should -Be 'EHLO me.example'
        $result.Transcript[1].Tls | Should -BeTrue
    }

    It 'has the whole record and its JSON' {
        $result.Record.resolution.name | Should -Be 'mx.example'
        $result.Record.certificates.Count | Should -Be 2
        $result.Json | Should -BeExactly (Get-SampleRecord)
    }

    It 'keeps the same properties when the record has next to nothing' {
        $bare = Get-Result -Change @{
            attempts = $null; phases = $null; dialogue = $null; tls = $null; certificates = $null; trust = $null; findings = $null
            outcome = @{ code = 'name-not-found'; phase = 'dns' }; target = @{ host = 'x.example'; port = 8443; tls = 'none'; family = 'any' }
        }
        @($bare.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @($result.PSObject.Properties | ForEach-Object { $_.Name })
        foreach ($name in 'Service', 'Address', 'TlsVersion', 'CipherSuite', 'Expires', 'DaysLeft', 'Subject', 'Issuer', 'Thumbprint', 'Proxy', 'Tag', 'Detail') {
            $bare.$name | Should -BeNullOrEmpty -Because $name
        }
        foreach ($name in 'Findings', 'Phases', 'Attempts', 'Transcript') { @($bare.$name).Count | Should -Be 0 -Because $name }
        ($bare | Format-List | Out-String) | Should -Match 'name-not-found in phase dns'
    }

    It 'names the address that failed when no dialogue came about' {
        (Get-Result -Change @{ attempts = @(@{ address = '192.0.2.9'; start_ms = 0; duration_ms = 1; outcome = 'refused' }); outcome = @{ code = 'refused'; phase = 'connect'; address = '192.0.2.9' } }).Address |
            Should -Be '192.0.2.9'
    }

    It 'leaves a date beyond what a DateTime holds out' {
        (Get-Result -Change @{ certificates = @(@{ sha256 = 'a'; sha1 = 'b'; not_after = 9007199254740991 }) }).Expires | Should -BeNullOrEmpty
        (Get-Result -Change @{ certificates = @(@{ sha256 = 'a'; sha1 = 'b'; not_after = -9007199254740991 }) }).Expires | Should -BeNullOrEmpty
        (Get-Result -Change @{ certificates = @(@{ sha256 = 'a'; sha1 = 'b'; not_after = 253402300799000 }) }).Expires | Should -BeNullOrEmpty -Because 'in some time zones this is the year 10000'
    }

    It 'shows words that a newer library brings' {
        $newer = Get-Result -Change @{ verdict = @{ result = 'not-tested'; summary = 'x' }; outcome = @{ code = 'brand-new' } }
        $newer.Verdict | Should -BeExactly 'NotTested'
        $newer.Outcome | Should -BeExactly 'brand-new'
    }
}

Describe 'A text that looks like a date' {
    It 'stays a text' {
        $result = Get-Result -Change @{ target = @{ host = 'x.example'; port = 25; tls = 'none'; family = 'any'; tag = '2025-06-15T15:06:40Z' } }
        $result.Tag | Should -BeOfType [string]
        $result.Record.target.tag | Should -BeExactly '2025-06-15T15:06:40Z'
        # The rest of the record is as it is without such a text.
        $plain = Get-Result -Change @{ target = @{ host = 'x.example'; port = 25; tls = 'none'; family = 'any'; tag = 'x' } }
        $record = $result.Record
        $record.target.tag = 'x'
        ConvertTo-Json -InputObject $record -Depth 20 | Should -BeExactly (ConvertTo-Json -InputObject $plain.Record -Depth 20)
    }
}

Describe 'A result that went through Export-Clixml' {
    BeforeAll {
        $result = Get-Result
        $file = Join-Path $TestDrive 'result.xml'
        $result | Export-Clixml -Path $file
        $back = Import-Clixml -Path $file
    }

    It 'has the same simple values' {
        $back.PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.ExoPort.ProbeResult'
        foreach ($name in 'Target', 'Port', 'Service', 'Verdict', 'Outcome', 'Summary', 'Address', 'Expires', 'DaysLeft', 'TimeMs', 'StartedAt', 'Json') {
            $back.$name | Should -Be $result.$name -Because $name
        }
    }

    It 'has findings, phases and transcript down to their values' {
        $back.Findings[0].Remedy | Should -Be 'Renew it.'
        $back.Findings[0].Evidence | Should -Be @('not after 2025-06-04', 'clock 2025-06-15')
        $back.Findings[0].PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.ExoPort.Finding'
        $back.Phases[2].TimeMs | Should -Be 6
        $back.Attempts[1].Used | Should -BeTrue
        $back.Transcript[0].Text | Should -Be '220 mx.example ready'
    }

    It 'has the record again, which is not written twice' {
        $back.Record.trust.days_left | Should -Be -12
        [System.IO.File]::ReadAllText($file) | Should -Not -Match 'N="Record"'
    }

    It 'is shown in the same table and list' {
        ($back | Format-Table | Out-String) | Should -Be ($result | Format-Table | Out-String)
        ($back | Format-List | Out-String) | Should -Be ($result | Format-List | Out-String)
    }
}

Describe 'The table' {
    BeforeAll {
        # PowerShell itself may colour the headers.
        function Get-Table {
            param($Result)
            $text = [regex]::Replace(($Result | Out-String -Width 120), '\x1b\[[0-9;]*m', '')
            @($text.Split("`n") | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ })
        }
        $lines = Get-Table (Get-Result)
    }

    It 'has the columns of the guide' {
        $lines[0] -split '\s+' | Should -Be @('Target', 'Port', 'Service', 'Verdict', 'TLS', 'Expires', 'Time', 'Address')
    }

    It 'has one row with the values' {
        # The time zone of the machine may move the date.
        $expires = (Get-LocalTime '2025-06-04T01:20:00Z').ToString('yyyy-MM-dd')
        $lines[2] -split '\s+' | Should -Be @('smtp.example', '25', 'SmtpMx', 'Fail', '1.3', $expires, '13', 'ms', '192.0.2.1')
    }

    It 'fits 120 columns, with long names and addresses too' {
        $long = Get-Result -Change @{
            target = @{ host = ('a' * 60) + '.example'; port = 65535; service = 'submission'; tls = 'smtp'; family = 'any' }
            attempts = @(@{ address = '2001:db8:1111:2222:3333:4444:5555:6666'; start_ms = 0; duration_ms = 1; outcome = 'ok'; used = $true })
            duration_ms = 123456.7
        }
        $wide = Get-Table $long
        foreach ($line in $wide) { $line.Length | Should -BeLessOrEqual 120 }
        $wide[2] | Should -Match '^a{39}.* 65535 Submission Fail .* 123457 ms 2001:db8:'
    }

    It 'has no colors where the output is plain' -Skip:(-not (Test-Path -Path variable:PSStyle)) {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'PlainText'
            (Get-Result | Out-String) | Should -Not -Match '\x1b\[\d+mFail'
            $PSStyle.OutputRendering = 'Ansi'
            (Get-Result | Out-String) | Should -Match '\x1b\[91mFail\x1b\[0m'
            $env:NO_COLOR = '1'
            (Get-Result | Out-String) | Should -Not -Match '\x1b\[\d+mFail'
        }
        finally {
            $env:NO_COLOR = $null
            $PSStyle.OutputRendering = $before
        }
    }
}

Describe 'The list' {
    It 'shows the evidence' {
        $text = Get-Result | Format-List | Out-String -Width 200
        foreach ($part in @(
                'smtp.example:25'
                'certificate-expired in phase tls: The certificate expired 12 days ago.'
                '[Error] certificate-expired: The certificate has expired.'
                'Seen:   not after 2025-06-04'
                'Remedy: Renew it.'
                'Source: RFC 5280 section 4.1.2.5'
                '2001:db8::1 unreachable after 3.0 ms: Network is unreachable'
                '192.0.2.1 ok after 3.3 ms (used)'
                'TLSv1.3 TLS_AES_256_GCM_SHA384'
                'Subject: CN=mx.example'
                '(12 days ago)'
                '> EHLO me.example'
                '< 220 mx.example ready'
                'site 1'
            )) {
            $text.Contains($part) | Should -BeTrue -Because "the list must show '$part':`n$text"
        }
    }

    It 'writes an IPv6 target in brackets' {
        (Get-Result -Change @{ target = @{ host = '2001:db8::1'; port = 25; tls = 'none'; family = 'any' } } | Format-List | Out-String) | Should -Match '\[2001:db8::1\]:25'
    }
}

Describe 'Progress' {
    BeforeAll {
        function New-State {
            param([int] $Sent)
            @{ Sent = $Sent; Received = 1; Bad = 0; AllSent = $true; ProgressShown = $false; NextProgress = 250; Clock = [pscustomobject]@{ ElapsedMilliseconds = 0 } }
        }
    }

    It 'is written at most four times a second, and is completed at the end' {
        Mock -CommandName Write-Progress -ModuleName ExoPort
        InModuleScope ExoPort -Parameters @{ state = (New-State -Sent 10) } {
            param($state)
            # 10,000 records in two seconds.
            foreach ($tick in 1..10000) {
                $state.Clock.ElapsedMilliseconds = [int] ($tick / 5)
                Write-ExoPortProgress -State $state
            }
            Write-ExoPortProgress -State $state -Completed
        }
        Should -Invoke -CommandName Write-Progress -ModuleName ExoPort -Times 8 -Exactly -ParameterFilter { -not $Completed }
        Should -Invoke -CommandName Write-Progress -ModuleName ExoPort -Times 1 -Exactly -ParameterFilter { $Completed }
    }

    It 'is not written for one target, nor completed when none was shown' {
        Mock -CommandName Write-Progress -ModuleName ExoPort
        InModuleScope ExoPort -Parameters @{ state = (New-State -Sent 1) } {
            param($state)
            $state.Clock.ElapsedMilliseconds = 100000
            Write-ExoPortProgress -State $state
            Write-ExoPortProgress -State $state -Completed
        }
        Should -Invoke -CommandName Write-Progress -ModuleName ExoPort -Times 0 -Exactly
    }
}
