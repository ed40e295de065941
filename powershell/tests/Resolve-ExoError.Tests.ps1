# What the codes mean and how they are found is tested in the library (src/explain); here is what PowerShell adds: what
# comes from the pipeline and from files, pieces put together, and the objects.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function New-TestFile {
        param([string] $Name, [string] $Text, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false))
        $file = Join-Path $TestDrive $Name
        [System.IO.File]::WriteAllText($file, $Text, $Encoding)
        $file
    }
}

Describe 'A text' {
    It 'gives one object for each code' {
        $found = @(Resolve-ExoError '550 5.7.64 TenantAttribution; Relay Access Denied [X.PROD.OUTLOOK.COM 2025-04-26T18:06:35.781Z 08DD]')
        $found.Count | Should -Be 1
        $found[0].PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.ErrorExplanation'
        $found[0].Code | Should -BeOfType [int]
        $found[0].Code | Should -Be 550
        $found[0].EnhancedCode | Should -BeExactly '5.7.64'
        $found[0].Name | Should -BeExactly 'connector-does-not-match'
        $found[0].Count | Should -Be 1
        $found[0].Side | Should -BeExactly 'YourSide'
        $found[0].IsGeneric | Should -BeFalse
        $found[0].IsTemporary | Should -BeFalse
        $found[0].Source | Should -BeExactly 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online'
        $found[0].Provenance | Should -BeExactly 'Documented'
        $found[0].FirstTime | Should -BeOfType [string]
        $found[0].FirstTime | Should -BeExactly '2025-04-26T18:06:35.781Z'
        $found[0].Sample | Should -Match '^550 5\.7\.64'
        $found[0].Path | Should -BeNullOrEmpty
    }

    It 'is marked as generic when the meaning is not Exchange Online''s' {
        $found = Resolve-ExoError '550 5.1.1 no such user'
        $found.IsGeneric | Should -BeTrue
        $found.Name | Should -BeNullOrEmpty
        $found.Source | Should -Match '^RFC 3463'
        $found.Provenance | Should -BeNullOrEmpty
    }

    It 'may have several lines, from the pipeline too' {
        $lines = "550 5.7.606 Access denied`r", '451 4.7.500 busy', "451 4.7.500 busy`n451 4.7.500 busy"
        foreach ($found in @(, @($lines | Resolve-ExoError)), @(, @(Resolve-ExoError $lines)), @(, @(Resolve-ExoError -Text ($lines -join "`n")))) {
            $found[0].Count | Should -Be 2
            $found[0][0].EnhancedCode | Should -Be '4.7.500'
            $found[0][0].Count | Should -Be 3
            $found[0][0].FirstLine | Should -Be 2
            $found[0][0].LastLine | Should -Be 4
            $found[0][1].Code | Should -Be 550
        }
    }

    It 'without a code gives a warning and nothing else' {
        foreach ($text in 'nothing at 10.5.7.64', '', $null) {
            $found = Resolve-ExoError $text -WarningVariable warnings -WarningAction SilentlyContinue
            $found | Should -BeNullOrEmpty
            @($warnings).Count | Should -Be 1
            "$warnings" | Should -Match 'no SMTP error code'
        }
        @() | Resolve-ExoError -WarningVariable warnings | Should -BeNullOrEmpty
        @($warnings).Count | Should -Be 0
    }

    It 'with quotes, controls and other letters comes to the library as it is' {
        $found = Resolve-ExoError "550 5.7.64 `"quoted`" \ back`tslash $([char]0x1b)[31m $([char]0xfc)"
        $found.Sample | Should -BeExactly "550 5.7.64 `"quoted`" \ back\tslash \x1b[31m $([char]0xfc)"
    }
}

Describe 'An object from the pipeline' {
    It 'is searched in its telling properties and counts once: <What>' -ForEach @(
        @{ What = 'message tracking'; Object = [pscustomobject]@{ EventId = 'FAIL'; RecipientStatus = @('550 5.7.606 Access denied', '250 2.1.5 ok'); Status = '5.7.606' } }
        @{ What = 'a message trace'; Object = [pscustomobject]@{ Status = 'Failed'; Detail = 'Reason: [{LED=550 5.7.606 Access denied};{MSG=}]' } }
        @{ What = 'a queue'; Object = [pscustomobject]@{ Identity = 'EX\5'; LastError = '[{LRT=};{LED=550 5.7.606 Access denied};{FQDN=};{IP=}]' } }
        @{ What = 'a hashtable'; Object = @{ Status = '550 5.7.606 Access denied' } }
        @{ What = 'an exception'; Object = [System.Exception]::new('Sending failed.', [System.Exception]::new('550 5.7.606 Access denied')) }
        @{ What = 'an object without such a property'; Object = [pscustomobject]@{ Other = '550 5.7.606 Access denied' } }
    ) {
        $found = @($Object | Resolve-ExoError)
        $found.Count | Should -Be 1
        $found[0].Name | Should -BeExactly 'address-banned'
        $found[0].Count | Should -Be 1
    }

    It 'may be an ErrorRecord' {
        $found = try { throw [System.InvalidOperationException]::new('Sending failed.', [System.Exception]::new('535 5.7.139 Authentication unsuccessful, basic authentication is disabled.')) } catch { $_ | Resolve-ExoError }
        $found.Name | Should -BeExactly 'basic-authentication-disabled'
    }

    It 'may be a row of Import-Csv' {
        $file = New-TestFile -Name 'trace.csv' -Text "Recipient,Status,Detail`r`nbob@contoso.com,Failed,`"550 5.4.1 Recipient address rejected: Access denied`"`r`na@contoso.com,Failed,`"550 5.4.1 Recipient address rejected: Access denied`"`r`n"
        $found = @(Import-Csv -Path $file | Resolve-ExoError)
        $found.Count | Should -Be 1
        $found[0].Name | Should -BeExactly 'recipient-rejected'
        $found[0].Count | Should -Be 2
    }

    It 'with a bounce message in it keeps its lines' {
        $found = [pscustomobject]@{ Message = "Status: 5.0.0`r`nDiagnostic-Code: smtp;550`r`n 5.7.64 x`r`n" } | Resolve-ExoError
        $found.Count | Should -Be 1
        $found.EnhancedCode | Should -Be '5.7.64'
    }
}

Describe 'A file' {
    It 'is searched, whatever its encoding' {
        foreach ($encoding in [System.Text.UTF8Encoding]::new($true), [System.Text.Encoding]::Unicode, [System.Text.Encoding]::BigEndianUnicode) {
            $file = New-TestFile -Name 'small.log' -Text "x`r`n550 5.7.64 x`r`n" -Encoding $encoding
            $found = Resolve-ExoError -Path $file
            $found.EnhancedCode | Should -Be '5.7.64'
            $found.FirstLine | Should -Be 2
            $found.Path | Should -Be $file
        }
    }

    It 'longer than many pieces gives the same counts and line numbers' {
        $text = [System.Text.StringBuilder]::new()
        foreach ($number in 1..12000) {
            $null = $text.Append("2025-11-23T11:12:20Z line $number with some text that `"fills`" it\r`n")
            if ($number % 3000 -eq 0) { $null = $text.Append("451 4.7.500 busy`n") }
        }
        $null = $text.Append('550 5.7.64 at the end')
        $file = New-TestFile -Name 'long.log' -Text $text.ToString()
        (Get-Item -Path $file).Length | Should -BeGreaterThan 500000
        $found = @(Resolve-ExoError -Path $file)
        $found.Count | Should -Be 2
        $found[0].Count | Should -Be 4
        $found[0].FirstLine | Should -Be 3001
        $found[0].LastLine | Should -Be 12004
        $found[1].FirstLine | Should -Be 12005
    }

    It 'with one endless line is searched in pieces' {
        $text = 'some words here ' * 60000 + ' said: 550 5.7.606 Access denied ' + ('some words here ' * 20000) + "`n550 5.7.64 x"
        $found = @(Resolve-ExoError -Path (New-TestFile -Name 'endless.log' -Text $text))
        @($found | ForEach-Object { $_.Name } | Sort-Object) | Should -Be @('address-banned', 'connector-does-not-match')
        ($found | Where-Object { $_.EnhancedCode -eq '5.7.64' }).FirstLine | Should -Be 2
    }

    It 'of bytes that are no text is searched too' {
        $file = Join-Path $TestDrive 'bytes.log'
        [System.IO.File]::WriteAllBytes($file, [byte[]] (@(0, 0xff, 0xfd, 10) * 1000 + [System.Text.Encoding]::ASCII.GetBytes("550 5.7.64 x`n")))
        (Resolve-ExoError -Path $file).EnhancedCode | Should -Be '5.7.64'
    }

    It 'may come from Get-ChildItem and by wildcard, and each has its own objects' {
        $folder = Join-Path $TestDrive 'logs'
        $null = New-Item -ItemType Directory -Path $folder
        foreach ($name in 'a.log', 'b.log') { [System.IO.File]::WriteAllText((Join-Path $folder $name), '550 5.7.64 x') }
        foreach ($found in @(, @(Get-ChildItem -Path $folder | Resolve-ExoError)), @(, @(Resolve-ExoError -Path (Join-Path $folder '*.log')))) {
            @($found[0] | ForEach-Object { Split-Path -Path $_.Path -Leaf }) | Should -Be @('a.log', 'b.log')
        }
    }

    It 'that is not there or compressed is an error, and the others are searched' {
        $good = New-TestFile -Name 'good.log' -Text '550 5.7.64 x'
        $packed = Join-Path $TestDrive 'packed.gz'
        [System.IO.File]::WriteAllBytes($packed, [byte[]] (0x1f, 0x8b, 8, 0, 0, 0, 0, 0))
        $zip = New-TestFile -Name 'packed.zip' -Text "PK$([char]3)$([char]4)abc"
        $found = @(Resolve-ExoError -Path (Join-Path $TestDrive 'nowhere.log'), $packed, $zip, $TestDrive, $good -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 1
        $ids = @($problems | Where-Object { $_.FullyQualifiedErrorId -match ',Resolve-ExoError$' } | ForEach-Object { $_.FullyQualifiedErrorId })
        $ids | Should -Be @('BadPath,Resolve-ExoError', 'BadInput,Resolve-ExoError', 'BadInput,Resolve-ExoError', 'BadInput,Resolve-ExoError')
        "$($problems -join ' ')" | Should -Match 'compressed.*compressed file \(zip\).*it is a folder'
    }
}

Describe 'The table' {
    It 'fits 120 columns and marks what is generic' {
        $text = [regex]::Replace(('550 5.7.64 x', '550 5.1.1 x' | Resolve-ExoError | Out-String -Width 120), '\x1b\[[0-9;]*m', '')
        foreach ($line in $text.Split("`n")) { $line.TrimEnd().Length | Should -BeLessOrEqual 120 }
        ($text -replace '\s+', ' ') | Should -Match '550 5\.7\.64 1 YourSide Relay access denied'
        $text | Should -Match '\(generic\)'
    }

    It 'survives Export-Clixml' {
        $file = Join-Path $TestDrive 'found.xml'
        Resolve-ExoError '550 5.7.64 x' | Export-Clixml -Path $file
        (Import-Clixml -Path $file).Remedy | Should -Match 'inbound connector'
    }
}
