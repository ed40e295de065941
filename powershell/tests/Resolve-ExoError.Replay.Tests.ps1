# What is judged again, and how, is tested in the library; here is what PowerShell adds: results from the pipeline, texts and
# files, and the objects.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer; WarningAction = 'SilentlyContinue' }
    $exchanger = 'contoso-com.mail.protection.outlook.com'
    $override = @{ '*:25' = "127.0.0.1:$($lab.Cases['healthy-smtp-mx'].port)"; '*:587' = "127.0.0.1:$($lab.Cases['healthy-submission'].port)"
        '*:443' = "127.0.0.1:$($lab.Cases['captive-portal'].port)"; '*:993' = "127.0.0.1:$($lab.Cases['healthy-imap'].port)"; '*:995' = "127.0.0.1:$($lab.Cases['healthy-pop'].port)"
    }
    $probe = $lab.Cases['starttls-stripped']
    $probed = Test-ExoPort $probe.host -Port $probe.port -Address 127.0.0.1 -Service SmtpMx @common
    $checked = @(Test-ExoConnectivity Outlook, Imap -Domain $exchanger -Override $override @common)
    $domain = Test-ExoDomain spf-several.example -PolicyAddress $lab.PolicyServer @common
}

AfterAll {
    Stop-TestLab -Lab $lab
}

Describe 'A result of ExoPort' {
    It 'of Test-ExoPort is judged again' {
        $replay = @($probed | Resolve-ExoError)
        $replay.Count | Should -Be 1
        $replay[0].PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.Replay'
        $replay[0].Kind | Should -BeExactly 'Probe'
        $replay[0].Subject | Should -BeExactly "$($probe.host):$($probe.port)"
        $replay[0].Verdict | Should -BeExactly $probed.Verdict
        $replay[0].RecordedVerdict | Should -BeExactly $probed.Verdict
        $replay[0].IsSame | Should -BeTrue
        $replay[0].Differences.Count | Should -Be 0
        $replay[0].Findings[0].Code | Should -BeExactly $probed.Findings[0].Code
        $replay[0].Remedy | Should -BeExactly $probed.Findings[0].Remedy
        $replay[0].StartedAt | Should -Be $probed.StartedAt
    }

    It 'of Test-ExoConnectivity gives each scenario once' {
        $replays = @($checked | Resolve-ExoError)
        @($replays | ForEach-Object { $_.Kind }) | Should -Be @('Scenario', 'Scenario')
        foreach ($number in 0, 1) {
            $replays[$number].Subject | Should -BeExactly $checked[$number].Scenario
            $replays[$number].Verdict | Should -BeExactly $checked[$number].Verdict
            $replays[$number].Side | Should -BeExactly $checked[$number].Side
            $replays[$number].Summary | Should -BeExactly $checked[$number].Cause
            $replays[$number].IsSame | Should -BeTrue
        }
        $replays[0].Verdict | Should -BeExactly 'Fail'
    }

    It 'of Test-ExoDomain is judged again' {
        $replay = $domain | Resolve-ExoError
        $replay.Kind | Should -BeExactly 'Domain'
        $replay.Subject | Should -BeExactly 'spf-several.example'
        $replay.Verdict | Should -BeExactly 'Fail'
        $replay.IsSame | Should -BeTrue
        $replay.Findings[0].Code | Should -BeExactly 'spf-several'
        $replay.Remedy | Should -Not -BeNullOrEmpty
    }

    It 'may come back from Export-Clixml' {
        $file = Join-Path $TestDrive 'results.xml'
        @($probed) + $checked + @($domain) | Export-Clixml -Path $file
        @(Import-Clixml -Path $file | Resolve-ExoError | ForEach-Object { $_.Kind }) | Should -Be @('Probe', 'Scenario', 'Scenario', 'Domain')
    }

    It 'that was changed says what differs' {
        $changed = $checked[0].Json -replace '"result":"fail"', '"result":"pass"'
        $replay = $changed | Resolve-ExoError | Where-Object { $_.Subject -eq 'Outlook' }
        $replay.IsSame | Should -BeFalse
        $replay.RecordedVerdict | Should -BeExactly 'Pass'
        $replay.Verdict | Should -BeExactly 'Fail'
        $replay.Differences[0] | Should -BeExactly 'outlook: the record says pass, this version fail'
        # Its probes have verdicts of their own.
        @($changed | Resolve-ExoError | Where-Object { $_.Kind -eq 'Probe' }).Count | Should -BeGreaterThan 0
    }
}

Describe 'A text or file of JSON' {
    It 'is judged again, whatever its encoding and form' {
        foreach ($encoding in [System.Text.UTF8Encoding]::new($false), [System.Text.UTF8Encoding]::new($true), [System.Text.Encoding]::Unicode) {
            $file = Join-Path $TestDrive 'mixed.json'
            [System.IO.File]::WriteAllText($file, "$($probed.Json)`r`n$($checked[0].Json)`r`n$($domain.Json)`r`n", $encoding)
            foreach ($found in @(, @(Resolve-ExoError -Path $file)), @(, @(Get-Item -Path $file | Resolve-ExoError)), @(, @(Get-Content -Path $file | Resolve-ExoError)), @(, @(Get-Content -Path $file -Raw | Resolve-ExoError))) {
                @($found[0] | ForEach-Object { $_.Kind }) | Should -Be @('Probe', 'Scenario', 'Scenario', 'Domain')
                @($found[0] | Where-Object { $_.IsSame -ne $true }).Count | Should -Be 0
            }
        }
        (Resolve-ExoError -Path $file)[3].Path | Should -BeExactly $file
        (Resolve-ExoError -Path $file)[3].Place | Should -BeExactly 'line 3'
    }

    It 'that is malformed is an error, and the others are judged' {
        $file = Join-Path $TestDrive 'malformed.json'
        [System.IO.File]::WriteAllText($file, "$($probed.Json)`n{`"schema`":1,`n$($domain.Json)`n{`"schema`":1,`"kind`":`"visitor`"}`n")
        $found = @(Resolve-ExoError -Path $file -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($found | ForEach-Object { $_.Kind }) | Should -Be @('Probe', 'Domain')
        $mine = @($problems | Where-Object { $_.FullyQualifiedErrorId -match ',Resolve-ExoError$' })
        $mine.Count | Should -Be 1
        $mine[0].FullyQualifiedErrorId | Should -BeExactly 'BadRecord,Resolve-ExoError'
        "$($mine[0])" | Should -Match 'line 2: not a record in JSON'
    }

    It 'of any size comes in pages' {
        $file = Join-Path $TestDrive 'many.jsonl'
        [System.IO.File]::WriteAllText($file, "$($probed.Json)`n" * 700)
        $found = @(Resolve-ExoError -Path $file)
        $found.Count | Should -Be 700
        $found[699].Place | Should -BeExactly 'line 700'
    }

    It 'that is too long for one piece says what to do' {
        $long = $probed.Json.Replace('"schema":1', '"schema":1,"x":"' + ('y' * 1100000) + '"')
        $found = Resolve-ExoError $long -ErrorVariable problems -ErrorAction SilentlyContinue
        $found | Should -BeNullOrEmpty
        "$($problems[0])" | Should -Match 'Write it to a file and use -Path'
    }

    It 'that is somebody else''s is searched for codes' {
        $found = '{"Status":"Failed","Detail":"550 5.7.64 TenantAttribution"}' | Resolve-ExoError
        $found.EnhancedCode | Should -BeExactly '5.7.64'
    }
}

Describe 'The table of replays' {
    It 'fits 120 columns' {
        $text = [regex]::Replace((@($probed) + $checked + @($domain) | Resolve-ExoError | Out-String -Width 120), '\x1b\[[0-9;]*m', '')
        foreach ($line in $text.Split("`n")) { $line.TrimEnd().Length | Should -BeLessOrEqual 120 }
        $text | Should -Match 'Domain +spf-several\.example +Fail +Fail +True'
    }
}
