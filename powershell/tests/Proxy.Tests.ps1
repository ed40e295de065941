# Through a proxy: what is asked of the library, and that no result and no message has the password.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # A proxy for one client that refuses, and repeats what it was told: Url, and the thread's answer in Heard.
    function Start-EchoingProxy {
        $listener = New-Object -TypeName System.Net.Sockets.TcpListener -ArgumentList ([System.Net.IPAddress]::Loopback), 0
        $listener.Start()
        $shell = [powershell]::Create()
        $shell.Runspace = New-TestRunspace
        $null = $shell.AddScript({
                param($listener)
                $client = $listener.AcceptTcpClient()
                $reader = New-Object -TypeName System.IO.StreamReader -ArgumentList $client.GetStream()
                $lines = @(while ($line = $reader.ReadLine()) { $line })
                $reply = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 403 $($lines -join ' ')`r`n`r`n")
                $client.GetStream().Write($reply, 0, $reply.Length)
                $client.Close()
                $lines
            }.ToString()).AddArgument($listener)
        [pscustomobject]@{
            Address = "127.0.0.1:$($listener.LocalEndpoint.Port)"; Listener = $listener; Shell = $shell; Running = $shell.BeginInvoke()
        }
    }

    function Stop-EchoingProxy {
        param($Proxy)

        $heard = @($Proxy.Shell.EndInvoke($Proxy.Running))
        $Proxy.Listener.Stop()
        $Proxy.Shell.Runspace.Dispose()
        $Proxy.Shell.Dispose()
        $heard
    }

    $password = 'hunter2:@/%'
    $secure = New-Object -TypeName System.Security.SecureString
    foreach ($character in $password.ToCharArray()) { $secure.AppendChar($character) }
    $credential = New-Object -TypeName System.Management.Automation.PSCredential -ArgumentList 'anna', $secure
    $token = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("anna:$password"))
}

Describe '-Proxy' {
    It 'goes through it with the credential of <Form>, which no result shows' -ForEach @(
        @{ Form = '-ProxyCredential' }, @{ Form = 'a text' }, @{ Form = 'a URI' }
    ) {
        $proxy = Start-EchoingProxy
        $encoded = "http://anna:$([uri]::EscapeDataString($password))@$($proxy.Address)"
        $parameters = switch ($Form) {
            '-ProxyCredential' { @{ Proxy = "http://$($proxy.Address)"; ProxyCredential = $credential } }
            'a text' { @{ Proxy = $encoded } }
            'a URI' { @{ Proxy = [uri] $encoded } }
        }
        $result = Test-ExoPort mail.example:995 @parameters -IncludeTranscript
        $heard = Stop-EchoingProxy -Proxy $proxy
        $heard[0] | Should -BeExactly 'CONNECT mail.example:995 HTTP/1.1'
        $heard | Should -Contain "Proxy-Authorization: Basic $token"
        $result.Outcome | Should -BeExactly 'proxy-refused'
        $result.Phase | Should -BeExactly 'proxy'
        $result.Proxy | Should -BeExactly "http://$($proxy.Address)"
        $result.Address | Should -BeExactly '127.0.0.1'
        $result.Record.proxy.reply_code | Should -Be 403
        $shown = ($result | Format-List | Out-String) + ($result | Format-List -Property * | Out-String) + $result.Json
        $shown | Should -Match 'proxy-refused'
        $shown | Should -Not -Match 'hunter2'
        $shown | Should -Not -Match $token.Substring(0, 12)
    }

    It 'is that of the environment for System, as this session has it' {
        $proxy = Start-EchoingProxy
        $names = 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'
        $before = @(Get-Item -Path 'env:*' | Where-Object { $names -contains $_.Name })
        Remove-Item -Path ($names -replace '^', 'env:') -ErrorAction Ignore
        try {
            $env:HTTPS_PROXY = $proxy.Address
            $env:NO_PROXY = 'direct.example,127.0.0.0/8'
            $direct = Test-ExoPort 127.0.0.1:1 -Proxy System
            $result = Test-ExoPort mail.example:995 -Proxy System -ProxyCredential $credential
        }
        finally {
            Remove-Item -Path ($names -replace '^', 'env:') -ErrorAction Ignore
            foreach ($variable in $before) { Set-Item -Path "env:$($variable.Name)" -Value $variable.Value }
        }
        $heard = Stop-EchoingProxy -Proxy $proxy
        $heard | Should -Contain "Proxy-Authorization: Basic $token"
        $result.Record.proxy.source | Should -BeExactly 'environment'
        $direct.Proxy | Should -BeNullOrEmpty
        $direct.Phase | Should -BeExactly 'connect'
    }

    It 'is nothing for None' {
        $result = Test-ExoPort 127.0.0.1:1 -Proxy None
        $result.Proxy | Should -BeNullOrEmpty
        $result.Phase | Should -BeExactly 'connect'
    }

    It 'that is none is an error that does not repeat it' {
        $wrong = { Test-ExoPort 127.0.0.1:1 -Proxy 'https://anna:hunter2@proxy.example' -ErrorAction Stop }
        $wrong | Should -Throw -ErrorId 'BadConfiguration*'
        $message = try { & $wrong } catch { "$_ $($_.Exception) $($_.TargetObject)" }
        $message | Should -Match 'unsupported scheme'
        $message | Should -Not -Match 'hunter2'
    }

    It 'is needed for a credential' {
        { Test-ExoPort 127.0.0.1:1 -ProxyCredential $credential -ErrorAction Stop } | Should -Throw '*needs -Proxy*'
    }
}
