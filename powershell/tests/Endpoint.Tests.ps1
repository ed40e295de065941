# Get-ExoEndpoint and Update-ExoEndpoint. The rules of the web service and its bad answers are tested in Rust
# (src/endpoint_update/tests.rs); here is what PowerShell makes of them, against a web service in this process.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $folderBefore = $env:EXOPORT_DATA_FOLDER
    $urlBefore = $env:EXOPORT_ENDPOINTS_URL

    function Start-TestWebService {
        <#
        A web service on loopback in a thread of its own: /version answers with Latest, /endpoints with Sets, anything
        with 429 when Busy is set. Requests has the path of each.
        #>
        param([string] $Latest, [string] $Sets, [switch] $Busy)

        $listener = New-Object -TypeName System.Net.Sockets.TcpListener -ArgumentList ([System.Net.IPAddress]::Loopback), 0
        $listener.Start()
        $requests = [System.Collections.ArrayList]::Synchronized((New-Object -TypeName System.Collections.ArrayList))
        $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        $null = $shell.AddScript({
                param($listener, $requests, $latest, $sets, $busy)
                while ($true) {
                    try { $client = $listener.AcceptTcpClient() } catch { return }
                    $stream = $client.GetStream()
                    $reader = New-Object -TypeName System.IO.StreamReader -ArgumentList $stream
                    $path = "$($reader.ReadLine())".Split(' ')[1]
                    while ($reader.ReadLine()) { }
                    $null = $requests.Add($path)
                    $body = if ("$path".StartsWith('/version/')) { '{"latest":"' + $latest + '"}' } else { $sets }
                    $status = if ($busy) { '429 Too Many Requests' } else { '200 OK' }
                    $bytes = [System.Text.Encoding]::UTF8.GetBytes($body)
                    $head = "HTTP/1.1 $status`r`nContent-Length: $($bytes.Length)`r`nConnection: close`r`n`r`n"
                    $answer = [System.Text.Encoding]::ASCII.GetBytes($head) + $bytes
                    $stream.Write($answer, 0, $answer.Length)
                    $client.Close()
                }
            }.ToString()).AddArgument($listener).AddArgument($requests).AddArgument($Latest).AddArgument($Sets).AddArgument($Busy.IsPresent)
        $null = $shell.BeginInvoke()
        [pscustomobject]@{ Listener = $listener; Shell = $shell; Requests = $requests; Url = "http://127.0.0.1:$($listener.LocalEndpoint.Port)" }
    }

    function Stop-TestWebService {
        param($Service)
        $Service.Listener.Stop()
        # The runspace must not be disposed while the pipeline in it still runs.
        $Service.Shell.Stop()
        $Service.Shell.Runspace.Dispose()
        $Service.Shell.Dispose()
    }

    $shipped = [System.IO.File]::ReadAllText((Join-Path (Split-Path -Path (Split-Path -Path $PSScriptRoot)) 'src/endpoints/data/worldwide.json'))
}

AfterAll {
    $env:EXOPORT_DATA_FOLDER = $folderBefore
    $env:EXOPORT_ENDPOINTS_URL = $urlBefore
}

Describe 'Get-ExoEndpoint' {
    BeforeAll { $env:EXOPORT_DATA_FOLDER = Join-Path $TestDrive 'nothing' }

    It 'gives typed objects with stable properties' {
        $sets = @(Get-ExoEndpoint)
        @($sets.SetId) | Should -Be @(1, 2, 8, 9, 10)
        $set = $sets[1]
        $set.PSObject.TypeNames[0] | Should -Be 'ExoPort.Endpoint'
        @($set.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @(
            'SetId', 'ServiceArea', 'Category', 'Required', 'HostName', 'TcpPort', 'UdpPort', 'AddressRange', 'ExpressRoute', 'Notes',
            'Instance', 'Version', 'Source')
        $set.SetId | Should -BeOfType [int]
        $set.Category | Should -BeExactly 'Allow'
        $set.Required | Should -BeFalse
        $set.HostName | Should -Be @('outlook.office365.com', 'smtp.office365.com')
        $set.TcpPort | Should -Be @('143', '587', '993', '995')
        @($set.UdpPort).Count | Should -Be 0
        @($set.AddressRange).Count | Should -Be 27
        $set.Source | Should -BeExactly 'BuiltIn'
        $set.Version | Should -BeExactly '2025013000'
        @($sets[2].AddressRange).Count | Should -Be 0
    }

    It 'lists <Expected> for <Text>' -ForEach @(
        @{ Text = '-Service Imap'; Parameters = @{ Service = 'Imap' }; Expected = @(2) }
        @{ Text = '-Service smtp-mx'; Parameters = @{ Service = 'smtp-mx' }; Expected = @(10) }
        @{ Text = '-Port 443'; Parameters = @{ Port = 443 }; Expected = @(1, 8, 9) }
        @{ Text = '-Required'; Parameters = @{ Required = $true }; Expected = @(1, 8, 9, 10) }
        @{ Text = '-Required:$false'; Parameters = @{ Required = $false }; Expected = @(2) }
        @{ Text = '-Category optimize'; Parameters = @{ Category = 'optimize' }; Expected = @(1) }
        @{ Text = '-ServiceArea exchange -Port 25'; Parameters = @{ ServiceArea = 'exchange'; Port = 25 }; Expected = @(10) }
        @{ Text = 'China -Port 53'; Parameters = @{ Instance = 'china'; Port = 53 }; Expected = @(2) }
    ) {
        @((Get-ExoEndpoint @Parameters).SetId) | Should -Be $Expected
    }

    It 'lists nothing for what is not there' {
        Get-ExoEndpoint -Port 110 | Should -BeNullOrEmpty
    }

    It 'says what is wrong with <Text>' -ForEach @(
        @{ Text = '-Instance Mars'; Parameters = @{ Instance = 'Mars' }; Part = 'one of: Worldwide' }
        @{ Text = '-Service Mail'; Parameters = @{ Service = 'Mail' }; Part = 'SmtpMx, Submission' }
        @{ Text = '-Category High'; Parameters = @{ Category = 'High' }; Part = 'Optimize, Allow, Default' }
        @{ Text = '-Port 0'; Parameters = @{ Port = 0 }; Part = '1 to 65535' }
        @{ Text = '-Port smtp'; Parameters = @{ Port = 'smtp' }; Part = '1 to 65535' }
    ) {
        $thrown = { Get-ExoEndpoint @Parameters } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'BadParameter,Get-ExoEndpoint'
        $thrown.Exception.Message.Contains($Part) | Should -BeTrue
    }

    It 'shows a table of at most 120 columns' {
        $lines = @(Get-ExoEndpoint | Out-String -Width 120 -Stream) -replace '\x1b\[[0-9;]*m', ''
        @($lines | Where-Object { $_.TrimEnd().Length -gt 120 }) | Should -BeNullOrEmpty
        @($lines | Where-Object { $_ -match '^ +2 Exchange +Allow +False +143 587 993 995 +27 outlook\.office365\.com' }).Count | Should -Be 1
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Get-ExoEndpoint -Instance us'; Expected = @('USGovGCCHigh', 'USGovDoD') }
        @{ Line = 'Get-ExoEndpoint -Category '; Expected = @('Optimize', 'Allow', 'Default') }
        @{ Line = 'Get-ExoEndpoint -Service i'; Expected = @('Imap') }
        @{ Line = 'Update-ExoEndpoint -Instance c'; Expected = @('China') }
    ) {
        $offers = (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
        @($offers | ForEach-Object { $_.CompletionText }) | Should -Be $Expected
    }
}

Describe 'Update-ExoEndpoint' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString())
        $env:EXOPORT_DATA_FOLDER = $folder
        $service = Start-TestWebService -Latest '2026110200' -Sets $shipped.Replace('13.107.6.152/31', '198.51.100.0/24')
        $env:EXOPORT_ENDPOINTS_URL = $service.Url
    }

    AfterEach { Stop-TestWebService -Service $service }

    It 'fetches newer sets, which hold from then on' {
        $update = Update-ExoEndpoint
        $update.PSObject.TypeNames[0] | Should -Be 'ExoPort.EndpointUpdate'
        $update.Status | Should -BeExactly 'Updated'
        $update.Version | Should -BeExactly '2026110200'
        $update.PreviousVersion | Should -BeExactly '2025013000'
        $update.NextCheckAt | Should -Be $update.CheckedAt.AddHours(1)
        $set = Get-ExoEndpoint -Service Imap
        $set.Source | Should -BeExactly 'Cache'
        $set.AddressRange | Should -Contain '198.51.100.0/24'
        (Get-ExoFirewallRule -Service Imap).RemoteAddress | Should -Contain '198.51.100.0/24'

        (Update-ExoEndpoint).Status | Should -BeExactly 'CheckedRecently'
        @($service.Requests).Count | Should -Be 2
        (Update-ExoEndpoint -Force).Status | Should -BeExactly 'Updated'
        @($service.Requests).Count | Should -Be 4
    }

    It 'does nothing with -WhatIf' {
        Update-ExoEndpoint -WhatIf | Should -BeNullOrEmpty
        @($service.Requests).Count | Should -Be 0
        Test-Path -Path $folder | Should -BeFalse
        Update-ExoEndpoint -Reviewed -WhatIf | Should -BeNullOrEmpty
        Test-Path -Path $folder | Should -BeFalse
    }

    It 'shows changes until they were reviewed' {
        $changes = @(Update-ExoEndpoint -Change)
        $changes.Count | Should -Be 4
        $changes[1].PSObject.TypeNames[0] | Should -Be 'ExoPort.EndpointChange'
        "$($changes[1].SetId) $($changes[1].Change) $($changes[1].Value)" | Should -BeExactly '1 IpAdded 198.51.100.0/24'
        $changes[1].FromVersion | Should -BeExactly '2025013000'
        $lines = @($changes | Out-String -Width 120 -Stream) -replace '\x1b\[[0-9;]*m', ''
        @($lines | Where-Object { $_ -match '^ +1 Exchange +IpAdded +198\.51\.100\.0/24' }).Count | Should -Be 1
        @(Update-ExoEndpoint -Reviewed).Count | Should -Be 4
        Update-ExoEndpoint -Change | Should -BeNullOrEmpty
    }

    It 'updates several clouds, each with its own result' {
        $result = @(Update-ExoEndpoint -Instance Worldwide, '../x', China -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($result.Instance) | Should -Be @('Worldwide', 'China')
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'BadParameter,Update-ExoEndpoint'
        $problems[0].TargetObject | Should -Be '../x'
    }

    It 'falls back to the shipped sets when the kept ones are damaged, and says so' {
        $null = Update-ExoEndpoint
        $file = Join-Path $folder 'endpoints/Worldwide.sets'
        [System.IO.File]::WriteAllText($file, 'x')
        $sets = @(Get-ExoEndpoint -WarningVariable warned -WarningAction SilentlyContinue)
        $sets[0].Source | Should -BeExactly 'BuiltIn'
        "$warned" | Should -Match 'cannot be used'
        (Update-ExoEndpoint -WarningAction SilentlyContinue).Status | Should -BeExactly 'Updated'
        @(Get-ExoEndpoint)[0].Source | Should -BeExactly 'Cache'
    }

    It 'reports what does not work as an error and an object' {
        $busy = Start-TestWebService -Latest '2026110200' -Sets '[]' -Busy
        $env:EXOPORT_ENDPOINTS_URL = $busy.Url
        $update = Update-ExoEndpoint -ErrorVariable problems -ErrorAction SilentlyContinue
        Stop-TestWebService -Service $busy
        $update.Status | Should -BeExactly 'Waiting'
        $problems[0].FullyQualifiedErrorId | Should -Be 'UpdateWaiting,Update-ExoEndpoint'
        "$($problems[0])" | Should -Match '429'

        # Nothing listens there any more; the hour of waiting is remembered in the other folder.
        $env:EXOPORT_DATA_FOLDER = Join-Path $TestDrive ([guid]::NewGuid().ToString())
        $update = Update-ExoEndpoint -ErrorVariable problems -ErrorAction SilentlyContinue
        $update.Status | Should -BeExactly 'Failed'
        $update.Version | Should -BeExactly '2025013000'
        $problems[0].FullyQualifiedErrorId | Should -Be 'UpdateFailed,Update-ExoEndpoint'
    }

    It 'refuses a time limit of <_>' -ForEach @(0, 601, [double]::NaN) {
        $thrown = { Update-ExoEndpoint -TimeoutSeconds $_ } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'BadParameter,Update-ExoEndpoint'
        @($service.Requests).Count | Should -Be 0
    }

    It 'goes through the proxy that -Proxy names' {
        # Over TLS: what is on this machine itself is asked without a proxy. Nothing listens at the proxy.
        $env:EXOPORT_ENDPOINTS_URL = 'https://endpoints.example'
        $update = Update-ExoEndpoint -Proxy http://127.0.0.1:1 -ErrorAction SilentlyContinue
        $update.Status | Should -BeExactly 'Failed'
        $update.Reason | Should -Match 'refused'
        @($service.Requests).Count | Should -Be 0
        $thrown = { Update-ExoEndpoint -Proxy ftp://127.0.0.1 } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'BadConfiguration,Update-ExoEndpoint'
    }

    It 'ends at once by Ctrl+C while the web service is silent' {
        $silent = New-SilentServer
        $runspace = New-TestRunspace
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        try {
            $env:EXOPORT_ENDPOINTS_URL = "http://127.0.0.1:$($silent.Port)"
            $null = $shell.AddScript('Update-ExoEndpoint -TimeoutSeconds 600')
            $begun = $shell.BeginInvoke()
            Wait-SilentServerClient -Server $silent | Should -BeTrue
            $shell.Stop()
            $begun.IsCompleted | Should -BeTrue
            Wait-SilentServerClosed -Server $silent | Should -BeTrue
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
            Stop-SilentServer -Server $silent
        }
    }
}
