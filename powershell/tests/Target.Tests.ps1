# From what a person writes to what the native library is asked: no network.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function Get-Specification {
        param([hashtable] $Parameters)
        InModuleScope ExoPort -Parameters @{ parameters = $Parameters } {
            param($parameters)
            $problem = [System.Collections.Generic.List[string]]::new()
            $lines = @(New-ExoPortTargetSpecification @parameters -Cache @{} -Problem $problem)
            [pscustomobject]@{ Lines = $lines; Problem = @($problem) }
        }
    }
}

Describe 'A target' {
    It 'written as "<Text>" is host <HostName> and port <Port>' -ForEach @(
        @{ Text = 'mail.example'; HostName = 'mail.example'; Port = $null }
        @{ Text = ' mail.example:25 '; HostName = 'mail.example'; Port = 25 }
        @{ Text = 'smtp.office365.com:587'; HostName = 'smtp.office365.com'; Port = 587 }
        @{ Text = '192.0.2.1:587'; HostName = '192.0.2.1'; Port = 587 }
        @{ Text = '2001:db8::1'; HostName = '2001:db8::1'; Port = $null }
        @{ Text = '[2001:db8::1]'; HostName = '2001:db8::1'; Port = $null }
        @{ Text = '[2001:db8::1]:25'; HostName = '2001:db8::1'; Port = 25 }
        @{ Text = 'fe80::1%1'; HostName = 'fe80::1%1'; Port = $null }
        @{ Text = '[fe80::1%1]:25'; HostName = 'fe80::1%1'; Port = 25 }
        @{ Text = 'mail.example:25:26'; HostName = 'mail.example:25:26'; Port = $null }
    ) {
        $specification = Get-Specification @{ ComputerName = $Text }
        $specification.Problem | Should -BeNullOrEmpty
        $specification.Lines.Count | Should -Be 1
        $target = $specification.Lines[0] | ConvertFrom-Json
        $target.host | Should -BeExactly $HostName
        $target.port | Should -Be $Port
    }

    It 'written as "<Text>" is refused: <Part>' -ForEach @(
        @{ Text = ''; Part = 'The host is empty' }
        @{ Text = '  '; Part = 'The host is empty' }
        @{ Text = ':25'; Part = "The host in ':25' is empty" }
        @{ Text = '[]:25'; Part = 'is empty' }
        @{ Text = '[2001:db8::1'; Part = 'Write it like [2001:db8::1]:25' }
        @{ Text = '[::1]25'; Part = 'Write it like' }
        @{ Text = 'mail.example:'; Part = "The part after ':'" }
        @{ Text = 'https://mail.example/'; Part = "'https://mail.example/' is a URL" }
        @{ Text = 'System.Collections.Hashtable'; Part = 'Put [pscustomobject] before it' }
        @{ Text = 'mail.example:smtp'; Part = "'mail.example:smtp' is not a port" }
        @{ Text = 'mail.example:0'; Part = '1 to 65535' }
        @{ Text = 'mail.example:70000'; Part = '1 to 65535' }
        @{ Text = '@{Port=25}'; Part = 'no property that names a host' }
    ) {
        $specification = Get-Specification @{ ComputerName = $Text }
        $specification.Lines | Should -BeNullOrEmpty
        $specification.Problem.Count | Should -Be 1
        $specification.Problem[0] | Should -BeLike "*$([System.Management.Automation.WildcardPattern]::Escape($Part))*"
    }
}

Describe 'The specification of a target' {
    It 'leaves out what was not given' {
        (Get-Specification @{ ComputerName = 'a.example' }).Lines | Should -BeExactly '{"host":"a.example"}'
        (Get-Specification @{ ComputerName = $null }).Lines | Should -BeExactly '{}'
    }

    It 'takes empty cells for absent' {
        $empty = @{ ComputerName = 'a.example'; Port = ''; Service = ' '; Tls = ''; ServerName = ''; Address = ''; Tag = '' }
        (Get-Specification $empty).Lines | Should -BeExactly '{"host":"a.example"}'
    }

    It 'has everything that was given' {
        $all = @{
            ComputerName = 'a.example'; Port = '2525'; Service = 'SmtpMx'; Tls = 'Smtp'; ServerName = 'b.example'
            Address = '192.0.2.1', '2001:DB8::1'; Tag = 'say "hi"\' + "`t"
        }
        $target = (Get-Specification $all).Lines | ConvertFrom-Json
        $target.port | Should -Be 2525
        $target.service | Should -BeExactly 'smtp-mx'
        $target.tls | Should -BeExactly 'smtp'
        $target.server_name | Should -BeExactly 'b.example'
        $target.addresses | Should -Be @('192.0.2.1', '2001:db8::1')
        $target.tag | Should -BeExactly ('say "hi"\' + "`t")
    }

    It 'stands for each combination of ports and services, also from one cell' {
        (Get-Specification @{ ComputerName = 'a.example'; Port = '25', '587' }).Lines.Count | Should -Be 2
        (Get-Specification @{ ComputerName = 'a.example'; Service = 'Imap;Pop' }).Lines | Should -Be @(
            '{"host":"a.example","service":"imap"}', '{"host":"a.example","service":"pop"}')
        (Get-Specification @{ ComputerName = 'a.example:1'; Service = 'Imap', 'Pop' }).Lines | Should -Be @(
            '{"host":"a.example","service":"imap","port":1}', '{"host":"a.example","service":"pop","port":1}')
    }

    It 'takes the port of the target before -Port, as the command does' {
        (Get-Specification @{ ComputerName = 'a.example:25'; Port = '587', '465' }).Lines | Should -BeExactly '{"host":"a.example","port":25}'
    }

    It 'knows a service as <Text>' -ForEach @(
        @{ Text = 'SmtpMx' }, @{ Text = 'smtpmx' }, @{ Text = 'smtp-mx' }, @{ Text = ' SMTPMX ' }
    ) {
        (Get-Specification @{ ComputerName = 'a.example'; Service = $Text }).Lines | Should -BeExactly '{"host":"a.example","service":"smtp-mx"}'
    }

    It 'names the instance, also beside a host, where the library refuses it' {
        (Get-Specification @{ ComputerName = $null; Instance = 'China' }).Lines | Should -BeExactly '{"instance":"China"}'
        (Get-Specification @{ ComputerName = 'a.example'; Instance = 'China' }).Lines | Should -BeExactly '{"host":"a.example","instance":"China"}'
    }

    It 'says what is wrong: <Part>' -ForEach @(
        @{ Change = @{ Service = 'Smpt' }; Part = 'Invalid -Service "Smpt" (one of: SmtpMx, Submission, Imap, Pop, Web, Admin).' }
        @{ Change = @{ Tls = 'ssl' }; Part = 'Invalid -Tls "ssl" (one of: None, Implicit, Smtp, Imap, Pop).' }
        @{ Change = @{ Port = '0' }; Part = "-Port '0' is not a port. Use a whole number from 1 to 65535." }
        @{ Change = @{ Port = '70000' }; Part = "-Port '70000' is not a port." }
        @{ Change = @{ Port = '-1' }; Part = "-Port '-1' is not a port." }
        @{ Change = @{ Port = '25.5' }; Part = "-Port '25.5' is not a port." }
        @{ Change = @{ Port = 'smtp' }; Part = "-Port 'smtp' is not a port." }
        @{ Change = @{ Address = '1' }; Part = "-Address '1' is not an IP address." }
        @{ Change = @{ Address = 'b.example' }; Part = "-Address 'b.example' is not an IP address." }
    ) {
        $parameters = @{ ComputerName = 'a.example' }
        foreach ($key in $Change.Keys) { $parameters[$key] = $Change[$key] }
        $specification = Get-Specification $parameters
        $specification.Lines | Should -BeNullOrEmpty
        $specification.Problem.Count | Should -Be 1
        $specification.Problem[0].Contains($Part) | Should -BeTrue -Because "'$($specification.Problem[0])' must contain '$Part'"
    }

    It 'shows no control characters of a wrong value' {
        $problem = (Get-Specification @{ ComputerName = 'a.example'; Service = "x$([char] 27)[2J$([char] 7)" }).Problem[0]
        $problem | Should -Not -Match '[\x00-\x1f]'
    }
}

Describe 'The configuration of a run' {
    BeforeAll {
        function Get-Configuration {
            param([hashtable] $Given)
            InModuleScope ExoPort -Parameters @{ given = $Given } {
                param($given)
                $problem = [System.Collections.Generic.List[string]]::new()
                $json = New-ExoPortConfiguration -Given $given -Problem $problem
                [pscustomobject]@{ Json = $json; Problem = @($problem) }
            }
        }
    }

    It 'is empty when nothing was given' {
        (Get-Configuration @{}).Json | Should -BeExactly '{}'
    }

    It 'is taken by the native library with everything in it' {
        $pem = Join-Path $TestDrive 'root.pem'
        Set-Content -Path $pem -Value "-----BEGIN CERTIFICATE-----`nAAAA`n-----END CERTIFICATE-----"
        $configuration = (Get-Configuration @{
                TimeoutSeconds = 2.5; ConnectTimeoutSeconds = 0.25; ThrottleLimit = 8; AddressFamily = 'IPv4'; EhloName = 'me.example'
                DnsServer = '127.0.0.1:53'; IncludeTranscript = $true; IncludeLegacyTls = $true; RootCertificatePath = @($pem)
            }).Json | ConvertFrom-Json
        $configuration.timeout_ms | Should -Be 2500
        $configuration.connect_timeout_ms | Should -Be 250
        $configuration.concurrency | Should -Be 8
        $configuration.family | Should -BeExactly 'ipv4'
        $configuration.ehlo_name | Should -Be 'me.example'
        $configuration.dns_server | Should -Be '127.0.0.1:53'
        $configuration.transcript | Should -BeTrue
        $configuration.legacy_tls | Should -BeTrue
        $configuration.additional_roots | Should -Match 'BEGIN CERTIFICATE'
    }

    It 'says what is wrong: <Part>' -ForEach @(
        @{ Given = @{ TimeoutSeconds = 0 }; Part = '-TimeoutSeconds 0 is out of range. Use 0.001 to 600' }
        @{ Given = @{ TimeoutSeconds = 601 }; Part = '-TimeoutSeconds 601 is out of range' }
        @{ Given = @{ TimeoutSeconds = [double]::NaN }; Part = '-TimeoutSeconds NaN is out of range' }
        @{ Given = @{ ConnectTimeoutSeconds = -1 }; Part = '-ConnectTimeoutSeconds -1 is out of range' }
        @{ Given = @{ ThrottleLimit = 0 }; Part = '-ThrottleLimit 0 is out of range. Use 1 to 4096' }
        @{ Given = @{ AddressFamily = 'IPv5' }; Part = 'Invalid -AddressFamily "IPv5" (one of: Any, IPv4, IPv6).' }
        @{ Given = @{ RootCertificatePath = @('no-such-file.pem') }; Part = "no-such-file.pem' does not exist" }
    ) {
        $configuration = Get-Configuration $Given
        $configuration.Problem.Count | Should -Be 1
        $configuration.Problem[0].Contains($Part) | Should -BeTrue -Because "'$($configuration.Problem[0])' must contain '$Part'"
    }

    It 'refuses a file without certificates' {
        $file = Join-Path $TestDrive 'empty.pem'
        Set-Content -Path $file -Value 'nothing'
        (Get-Configuration @{ RootCertificatePath = @($file) }).Problem[0] | Should -Match 'has no certificate in PEM form'
    }
}
