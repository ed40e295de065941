# The listener on loopback, run in a runspace of its own and visited from here. Its dialogue and its limits are tested in Rust
# (tests/integration/listen); here is what PowerShell makes of it.

BeforeDiscovery {
    $pwshHasClean = $PSVersionTable.PSVersion -ge [version]'7.3'
    $ways = @(
        if ($pwshHasClean) { @{ Way = 'with a clean block'; WithoutCleanBlock = $false } }
        @{ Way = 'with the disposal event of older versions'; WithoutCleanBlock = $true }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function Start-TestListener {
        <# Starts the listener in another runspace; an object with Shell, Result, Output and Port. #>
        param([string] $Arguments = '', [switch] $WithoutCleanBlock)

        $command = "Start-ExoListener -Address 127.0.0.1 -Port 0 -Name mx.example $Arguments"
        $listener = Start-TestCommand -Cmdlet 'Start-ExoListener' -Script $command -WithoutCleanBlock:$WithoutCleanBlock
        "$($listener.Shell.Streams.Information[0].MessageData)" -match '127\.0\.0\.1:(\d+)' | Out-Null
        Add-Member -InputObject $listener -NotePropertyName Port -NotePropertyValue ([int] $Matches[1]) -PassThru
    }

    function Send-Visit {
        <# Connects, sends all lines, and gives everything that is answered until the other side closes. #>
        param([int] $Port, [string[]] $Line)
        $client = [System.Net.Sockets.TcpClient]::new('127.0.0.1', $Port)
        try {
            $stream = $client.GetStream()
            $stream.ReadTimeout = 20000
            $reader = [System.IO.StreamReader]::new($stream)
            $bytes = [System.Text.Encoding]::ASCII.GetBytes(($Line -join "`r`n") + "`r`n")
            $stream.Write($bytes, 0, $bytes.Length)
            $reader.ReadToEnd()
        }
        finally { $client.Dispose() }
    }

    function Test-PortOpen {
        param([int] $Port)
        $client = [System.Net.Sockets.TcpClient]::new()
        try { $client.Connect('127.0.0.1', $Port); $true } catch { $false } finally { $client.Dispose() }
    }
}

Describe 'Start-ExoListener' {
    It 'gives a visitor as an object when it has left, and ends after -MaxVisitor' {
        $listener = Start-TestListener -Arguments '-MaxVisitor 1 -ThrowAwayCertificate'
        $answers = Send-Visit -Port $listener.Port -Line 'EHLO visitor.example', 'MAIL FROM:<secret@visitor.example>'
        $answers | Should -Match '^220 mx\.example ExoPort test listener, accepts no mail'
        $answers | Should -Match '250-STARTTLS'
        $answers | Should -Match '421 4\.3\.2 mx\.example'
        (Wait-TestCondition { $listener.Result.IsCompleted }) | Should -BeTrue
        $listener.Output.Count | Should -Be 1
        $visitor = $listener.Output[0]
        $visitor.PSObject.TypeNames[0] | Should -Be 'ExoPort.Visitor'
        @($visitor.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @(
            'StartedAt', 'Address', 'Port', 'Sender', 'Instance', 'Ehlo', 'TlsVersion', 'CipherSuite', 'ServerName', 'Outcome',
            'LastCommand', 'Commands', 'TimeMs', 'LocalAddress', 'Detail', 'Json')
        $visitor.Address | Should -Be '127.0.0.1'
        $visitor.Sender | Should -BeExactly 'Private'
        @($visitor.Instance).Count | Should -Be 0
        $visitor.Ehlo | Should -BeExactly 'visitor.example'
        $visitor.Outcome | Should -BeExactly 'mail-refused'
        $visitor.LastCommand | Should -BeExactly 'MAIL'
        $visitor.Json | Should -Not -Match 'secret'
        $listener.Shell.Streams.Error.Count | Should -Be 0
        $listener.Shell.Streams.Warning.Count | Should -Be 0
        Stop-TestCommand -Command $listener
    }

    It 'is healthy for Test-ExoPort up to the certificate, which nobody knows' {
        $listener = Start-TestListener -Arguments '-MaxVisitor 1 -ThrowAwayCertificate'
        $result = Test-ExoPort -ComputerName "127.0.0.1:$($listener.Port)" -Tls Smtp
        $result.TlsVersion | Should -Be 'TLSv1.3'
        $result.Outcome | Should -Match '^certificate-'
        (Wait-TestCondition { $listener.Result.IsCompleted }) | Should -BeTrue
        $listener.Output[0].TlsVersion | Should -Be 'TLSv1.3'
        $listener.Output[0].Outcome | Should -Be 'quit'
        Stop-TestCommand -Command $listener
    }

    It 'closes its port when it is stopped, as by Ctrl+C' {
        $listener = Start-TestListener
        Test-PortOpen -Port $listener.Port | Should -BeTrue
        $listener.Shell.Stop()
        (Wait-TestCondition { -not (Test-PortOpen -Port $listener.Port) }) | Should -BeTrue
        Stop-TestCommand -Command $listener
    }

    It 'closes its port when Select-Object -First has enough, <Way>' -ForEach $ways {
        $listener = Start-TestListener -Arguments '| Select-Object -First 1' -WithoutCleanBlock:$WithoutCleanBlock
        $null = Send-Visit -Port $listener.Port -Line 'QUIT'
        (Wait-TestCondition { $listener.Result.IsCompleted }) | Should -BeTrue
        $listener.Output.Count | Should -Be 1
        (Wait-TestCondition { -not (Test-PortOpen -Port $listener.Port) }) | Should -BeTrue
        Stop-TestCommand -Command $listener
    }

    It 'shows a table of at most 120 columns' {
        $json = '{"schema":1,"kind":"visitor","id":0,"started_at":1806278399000,"duration_ms":12.5,"address":"2a01:111:f403:ffff:ffff:ffff:ffff:ffff","port":50000,"local_address":"192.0.2.1","sender":"published","published":[{"instance":"Worldwide","set_id":10,"version":"2026081400","range":"2a01:111:f403::/48"}],"ehlo":"EUR05-DB8-obe.outbound.protection.outlook.com","tls":{"server_name":"mx.example","version":"TLSv1.3","cipher_suite":"TLS_AES_256_GCM_SHA384"},"commands":4,"last_command":"MAIL","outcome":"mail-refused"}'
        $visitor = InModuleScope ExoPort -Parameters @{ json = $json } { param($json) ConvertTo-ExoPortVisitor -Visitor (ConvertFrom-ExoPortJson -Json $json) -Json $json }
        $visitor.Instance | Should -Be @('Worldwide')
        $visitor.ServerName | Should -Be 'mx.example'
        $lines = @($visitor | Out-String -Width 120 -Stream) -replace '\x1b\[[0-9;]*m', ''
        @($lines | Where-Object { $_.TrimEnd().Length -gt 120 }) | Should -BeNullOrEmpty
        @($lines | Where-Object { $_ -match '2a01:111:f403:ffff:ffff:ffff:ffff:ffff +Worldwide +1\.3 +mail-refused +EUR05' }).Count | Should -Be 1
    }

    It 'says what is wrong with <Text>' -ForEach @(
        @{ Text = 'a key without its certificate'; Parameters = @{ KeyPath = $PSCommandPath }; Id = 'BadConfiguration'; Part = 'needs its certificate' }
        @{ Text = 'a file that is not there'; Parameters = @{ CertificatePath = 'no-such.pem' }; Id = 'BadParameter'; Part = 'does not exist' }
        @{ Text = 'a file without a certificate'; Parameters = @{ CertificatePath = $PSCommandPath; KeyPath = $PSCommandPath }; Id = 'BadConfiguration'; Part = 'BEGIN CERTIFICATE' }
        @{ Text = 'an address that is none'; Parameters = @{ Address = 'here' }; Id = 'BadParameter'; Part = 'here' }
        @{ Text = 'an address of another machine'; Parameters = @{ Address = '192.0.2.1'; Port = 0 }; Id = 'BadConfiguration'; Part = 'does not have the address' }
        @{ Text = 'a name with spaces'; Parameters = @{ Name = 'two words' }; Id = 'BadConfiguration'; Part = 'name' }
    ) {
        $thrown = { Start-ExoListener @Parameters } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "$Id,Start-ExoListener"
        $thrown.Exception.Message.Contains($Part) | Should -BeTrue
    }
}
