BeforeDiscovery {
    $moduleRoot = if ($env:EXOPORT_MODULE_PATH) { (Resolve-Path -Path $env:EXOPORT_MODULE_PATH).ProviderPath } else { Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort' }
    Import-Module -Name (Join-Path $moduleRoot 'ExoPort.psd1') -Force
    $commands = @(Get-Command -Module ExoPort | ForEach-Object { @{ Command = $_.Name } })
    # Those that keep a run open while the pipeline goes on.
    $streaming = @($commands | Where-Object { (Get-Command -Name $_.Command).Definition -match '\$state\.Run' })
    $parameters = @(
        foreach ($command in Get-Command -Module ExoPort) {
            foreach ($parameter in $command.Parameters.Keys) {
                # -WhatIf and -Confirm are PowerShell's own, too.
                $own = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
                if ($own -notcontains $parameter) {
                    @{ Command = $command.Name; Parameter = $parameter }
                }
            }
        }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
}

Describe 'The module' {
    It 'exports exactly the public cmdlets' {
        $public = @(Get-ChildItem -Path (Join-Path $sourceRoot 'Public') -Filter '*.ps1' | ForEach-Object { $_.BaseName })
        $public | Should -Contain 'Test-ExoPort'
        @(Get-Command -Module ExoPort | ForEach-Object { $_.Name } | Sort-Object) | Should -Be @($public | Sort-Object)
        @((Test-ModuleManifest -Path $manifestPath).ExportedFunctions.Keys | Sort-Object) | Should -Be @($public | Sort-Object)
    }

    It 'is imported silently and in its own process in a time that is printed here' {
        # The figure is for people; a busy machine must not fail a test.
        $script = '$clock = [System.Diagnostics.Stopwatch]::StartNew(); Import-Module -Name $env:EXOPORT_TEST_MANIFEST 2>&1 3>&1 4>&1 5>&1 6>&1; $clock.ElapsedMilliseconds'
        $env:EXOPORT_TEST_MANIFEST = $manifestPath
        $lines = @(& $shellPath -NoProfile -NonInteractive -Command $script)
        $lines.Count | Should -Be 1
        Write-Host "    import took $($lines[0]) ms"
        [int] $lines[0] | Should -BeGreaterThan -1
    }

    It 'does not look for the native library at import' {
        $before = $env:EXOPORT_NATIVE_PATH
        try {
            $env:EXOPORT_NATIVE_PATH = Join-Path $TestDrive 'nowhere'
            { Import-Module -Name $manifestPath -Force -ErrorAction Stop } | Should -Not -Throw
        }
        finally {
            $env:EXOPORT_NATIVE_PATH = $before
            Import-Module -Name $manifestPath -Force
        }
    }

    It 'works in a session with Set-StrictMode -Version Latest and $ErrorActionPreference Stop' {
        $runspace = New-TestRunspace
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        $result = $shell.AddScript('Set-StrictMode -Version Latest; $ErrorActionPreference = "Stop"; Test-ExoPort 127.0.0.1:1').Invoke()
        $result.Count | Should -Be 1
        $result[0].Outcome | Should -Be 'refused'
        $runspace.Dispose()
    }
}

Describe 'The help of <Command>' -ForEach $commands {
    BeforeAll { $help = Get-Help -Name $Command -Full }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        # Without comment help, PowerShell shows the syntax as the synopsis.
        $help.Synopsis | Should -Not -Match 'ComputerName'
        ($help.Description | Out-String).Length | Should -BeGreaterThan 100
    }

    It 'has several examples with text, each of which parses and names only parameters that exist' {
        @($help.Examples.Example).Count | Should -BeGreaterThan 2
        foreach ($example in $help.Examples.Example) {
            ($example.Remarks | Out-String).Trim() | Should -Not -BeNullOrEmpty
            $tokens = $null
            $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $tokens, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $calls = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -eq $Command }, $true))
            $calls.Count | Should -BeGreaterThan 0
            foreach ($call in $calls) {
                foreach ($element in $call.CommandElements) {
                    if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                        @((Get-Command -Name $Command).Parameters.Keys) | Should -Contain $element.ParameterName
                    }
                }
            }
        }
    }

    It 'says what comes out and where to read on' {
        ($help.returnValues | Out-String) | Should -Match 'ExoPort\.\w+|None'
        ($help.relatedLinks | Out-String) | Should -Match 'about_ExoPort'
    }
}

Describe 'The clean block of <Command>' -ForEach $streaming {
    It 'is added and leaves the help as it is' -Skip:($PSVersionTable.PSVersion -lt [version]'7.3') {
        (Get-Command -Name $Command).Definition | Should -Match '(?m)^\s*clean \{'
        (Get-Help -Name $Command).Description | Should -Not -BeNullOrEmpty
    }

    It 'leaves its lines where they are in the file, for errors and breakpoints' {
        $extent = (Get-Command -Name $Command).ScriptBlock.Ast.Extent
        [System.IO.File]::ReadAllLines($extent.File)[$extent.StartLineNumber - 1] | Should -BeExactly "function $Command {"
        Split-Path -Path $extent.File -Leaf | Should -Be $(if ($env:EXOPORT_MODULE_PATH) { 'ExoPort.psm1' } else { "$Command.ps1" })
    }
}

Describe 'Parameter <Parameter> of <Command>' -ForEach $parameters {
    It 'is described' {
        $description = (Get-Help -Name $Command -Parameter $Parameter).Description | Out-String
        $description.Trim().Length | Should -BeGreaterThan 10
    }
}

Describe 'about_ExoPort' {
    It 'is there and names every property of a result' {
        $text = Get-Content -Raw -Path (Join-Path (Get-Module -Name ExoPort).ModuleBase 'en-US/about_ExoPort.help.txt')
        . (Join-Path $PSScriptRoot 'SampleRecord.ps1')
        $json = Get-SampleRecord
        $result = InModuleScope ExoPort -Parameters @{ json = $json } { param($json) ConvertTo-ExoPortResult -Json $json }
        foreach ($property in $result.PSObject.Properties) { $text | Should -MatchExactly "(?m)^ +$($property.Name)\b" }
    }
}

Describe 'Tab' {
    It 'offers <Expected> for <Line>' -ForEach @(
        @{ Line = 'Test-ExoPort -Service '; Expected = @('SmtpMx', 'Submission', 'Imap', 'Pop', 'Web', 'Admin') }
        @{ Line = 'Test-ExoPort -Service s'; Expected = @('SmtpMx', 'Submission') }
        @{ Line = 'Test-ExoPort -Tls '; Expected = @('None', 'Implicit', 'Smtp', 'Imap', 'Pop') }
        @{ Line = 'Test-ExoPort -AddressFamily '; Expected = @('Any', 'IPv4', 'IPv6') }
        @{ Line = 'Test-ExoPort -Instance us'; Expected = @('USGovGCCHigh', 'USGovDoD') }
    ) {
        $offers = (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
        @($offers | ForEach-Object { $_.CompletionText }) | Should -Be $Expected
    }

    It 'offers services and clouds as the library has them' {
        $services = InModuleScope ExoPort { Initialize-ExoPortNative; (Invoke-ExoPortQuery -Question '{"query":"services"}').services.service }
        $words = InModuleScope ExoPort { @((Get-ExoPortWordList -Kind 'Service').Values) }
        $words | Should -Be $services
        $instances = InModuleScope ExoPort { (Invoke-ExoPortQuery -Question '{"query":"instances"}').instances }
        $offers = InModuleScope ExoPort { @(Get-ExoPortCompletion -Kind 'Instance' -Word '' | ForEach-Object { $_.CompletionText }) }
        $offers | Should -Be $instances
    }
}
