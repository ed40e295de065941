# Scheduled tasks: what is decided (arguments, XML) everywhere, what is done with stand-ins of the ScheduledTasks cmdlets
# everywhere, and on Windows with the real schtasks or the real cmdlets.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function Get-SchemaProblem {
        <# What in a task's definition is not as the schema has it. #>
        param([string] $Xml)
        $settings = [System.Xml.XmlReaderSettings]::new()
        $settings.ValidationType = [System.Xml.ValidationType]::Schema
        $null = $settings.Schemas.Add('http://schemas.microsoft.com/windows/2004/02/mit/task', (Join-Path $PSScriptRoot 'scheduled-task.xsd'))
        $settings.ValidationFlags = $settings.ValidationFlags -bor [System.Xml.Schema.XmlSchemaValidationFlags]::ReportValidationWarnings
        $reader = [System.Xml.XmlReader]::Create([System.IO.StringReader]::new($Xml), $settings)
        try { while ($reader.Read()) { } } catch [System.Xml.Schema.XmlSchemaException] { $_.Exception.Message } finally { $reader.Dispose() }
    }

    function Get-TaskCommand {
        <# The action of a task's definition: Command and Arguments. #>
        param([string] $Xml)
        ([xml] $Xml).Task.Actions.Exec
    }

    function New-StandInCmdlet {
        <# Cmdlets of the ScheduledTasks module, in the scope of ExoPort, to be mocked: they need not be there. #>
        & (Get-Module -Name ExoPort) {
            function script:Get-ScheduledTask { [CmdletBinding()] param($TaskPath, $TaskName) }
            function script:Register-ScheduledTask { [CmdletBinding()] param($TaskPath, $TaskName, $Xml, [switch] $Force) }
            function script:Unregister-ScheduledTask { [CmdletBinding(SupportsShouldProcess)] param($TaskPath, $TaskName) }
        }
    }
}

Describe 'Register-ExoPortTask -AsXml' {
    BeforeAll {
        # Where this is not Windows, the module's folder is no path of it, and each definition comes with that warning.
        $PSDefaultParameterValues = @{ 'Register-ExoPortTask:WarningAction' = 'SilentlyContinue' }
    }

    It 'gives a definition that the schema accepts, for <Account>' -ForEach @(
        @{ Account = 'LocalService'; UserId = 'S-1-5-19'; LogonType = $null }
        @{ Account = 'NT AUTHORITY\NETWORK SERVICE'; UserId = 'S-1-5-20'; LogonType = $null }
        @{ Account = 'system'; UserId = 'S-1-5-18'; LogonType = $null }
        @{ Account = 'CONTOSO\exoport$'; UserId = 'CONTOSO\exoport$'; LogonType = 'Password' }
        @{ Account = 'CONTOSO\J & "K" <O''Hara>'; UserId = 'CONTOSO\J & "K" <O''Hara>'; LogonType = 'S4U' }
    ) {
        $xml = Register-ExoPortTask -TaskName 'Mail & more' -Account $Account -IntervalMinutes 1440 -Domain contoso.com -AsXml
        Get-SchemaProblem -Xml $xml | Should -BeNullOrEmpty
        $principal = ([xml] $xml).Task.Principals.Principal
        $principal.UserId | Should -BeExactly $UserId
        $principal.LogonType | Should -Be $LogonType
        ([xml] $xml).Task.RegistrationInfo.URI | Should -BeExactly '\ExoPort\Mail & more'
        ([xml] $xml).Task.Triggers.TimeTrigger.Repetition.Interval | Should -BeExactly 'P1D'
    }

    It 'is checked by a schema that refuses <What>' -ForEach @(
        @{ What = 'another order in the trigger'; From = '(?s)(<Enabled>true</Enabled>)(\s*<StartBoundary>.*?</StartBoundary>)'; To = '$2$1' }
        @{ What = 'an unknown element'; From = '<Priority>7</Priority>'; To = '<Prio>7</Prio>' }
        @{ What = 'an interval that is none'; From = 'PT15M'; To = '15' }
        @{ What = 'an action for a principal that is not there'; From = 'Context="Watch"'; To = 'Context="Other"' }
    ) {
        $xml = Register-ExoPortTask -AsXml
        Get-SchemaProblem -Xml $xml | Should -BeNullOrEmpty
        $wrong = $xml -replace $From, $To
        $wrong | Should -Not -BeExactly $xml
        Get-SchemaProblem -Xml $wrong | Should -Not -BeNullOrEmpty
    }

    It 'runs without a network too, since that is a failure to tell of, and never twice at the same time' {
        $settings = ([xml] (Register-ExoPortTask -AsXml)).Task.Settings
        $settings.RunOnlyIfNetworkAvailable | Should -BeExactly 'false'
        $settings.MultipleInstancesPolicy | Should -BeExactly 'IgnoreNew'
    }

    It 'is UTF-16 by its declaration, as a text of Windows is' {
        Register-ExoPortTask -AsXml | Should -Match '^<\?xml version="1\.0" encoding="utf-16"'
    }

    It 'gives the same dates and numbers whatever the culture' {
        $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            # A Thai calendar is 543 years ahead, and German writes 2,5.
            foreach ($culture in 'th-TH', 'de-DE') {
                [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo($culture)
                $xml = Register-ExoPortTask -TimeoutSeconds 2.5 -AsXml
                ([xml] $xml).Task.Triggers.TimeTrigger.StartBoundary.Substring(0, 2) | Should -Be '20'
                (Get-TaskCommand -Xml $xml).Arguments | Should -Match '-TimeoutSeconds 2\.5( |$)'
                Get-SchemaProblem -Xml $xml | Should -BeNullOrEmpty
            }
        }
        finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
    }

    It 'names a command and arguments that reach the script as they were given' {
        # A module folder with blanks and more in its name; its script writes what it gets.
        $module = Join-Path $TestDrive "it's a & (module) %1"
        $null = New-Item -ItemType Directory -Path (Join-Path $module 'Scripts') -Force
        Set-Content -LiteralPath (Join-Path $module 'Scripts/Watch-ExoPort.ps1') -Value '$args | ForEach-Object { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("$_")) }'
        $given = @{
            ModulePath     = $module
            Scenario       = 'SendMail', 'imap;pop'
            Domain         = 'contoso.com'
            Instance       = 'a "quoted" b\'
            SecondHost     = 'ends with\\'
            EhloName       = 'x\"y & z | w > v ^ $(1) $HOME `n ;'.Replace('$(1) ', '')
            ExpiryDays     = 30, 7
            ConfirmFailure = 3
            EventLog       = $true
            StatePath      = 'C:\Data & State\s t.json'
            Override       = @{ '*:25' = '127.0.0.1:2525'; 'a.example:443' = ':4443' }
            AddressFamily  = 'IPv4'
        }
        $action = Get-TaskCommand -Xml (Register-ExoPortTask @given -AsXml)
        $action.Arguments | Should -Match '^-NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File '
        $start = [System.Diagnostics.ProcessStartInfo]::new()
        $start.FileName = $shellPath
        # .NET reads a command line on every system by the rules of Windows.
        $start.Arguments = $action.Arguments
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $lines = $process.StandardOutput.ReadToEnd().Split([char[]] "`r`n", [System.StringSplitOptions]::RemoveEmptyEntries)
        $process.WaitForExit()
        $seen = @($lines | ForEach-Object { [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($_)) })
        $seen | Should -Be @(
            '-Scenario', 'SendMail,imap,pop', '-ExpiryDays', '30,7', '-Domain', 'contoso.com', '-Instance', 'a "quoted" b\', '-SecondHost', 'ends with\\',
            '-AddressFamily', 'IPv4', '-EhloName', 'x\"y & z | w > v ^ $HOME `n ;', '-StatePath', 'C:\Data & State\s t.json',
            '-ConfirmFailure', '3', '-Override', '*:25=127.0.0.1:2525,a.example:443=:4443', '-EventLog')
    }

    It 'keeps the state of each task in a folder of its own' {
        $xml = Register-ExoPortTask -TaskName 'Two words' -AsXml
        (Get-TaskCommand -Xml $xml).Arguments | Should -Match '-StatePath ".*\\ExoPort\\Tasks\\Two words\\state\.json"'
    }

    It 'warns where the script is no file of Windows' {
        $null = Register-ExoPortTask -ModulePath '/opt/ExoPort' -AsXml -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match '/opt/ExoPort/Scripts/Watch-ExoPort.ps1.*-ModulePath'
        $null = Register-ExoPortTask -ModulePath 'C:\ExoPort' -Scenario All, ReceiveMail -AsXml -WarningVariable said
        @($said).Count | Should -Be 0
    }

    It 'gives the check its time limit and PowerShell five minutes' {
        ([xml] (Register-ExoPortTask -TimeoutSeconds 45.2 -AsXml)).Task.Settings.ExecutionTimeLimit | Should -Be 'PT5M46S'
        ([xml] (Register-ExoPortTask -AsXml)).Task.Settings.ExecutionTimeLimit | Should -Be 'PT5M15S'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a name that cannot be a file'; Parameters = @{ TaskName = 'a\b' }; Part = '-TaskName' }
        @{ What = 'a name that climbs'; Parameters = @{ TaskName = '..' }; Part = '-TaskName' }
        @{ What = 'an empty name'; Parameters = @{ TaskName = '' }; Part = '-TaskName' }
        @{ What = 'an empty account'; Parameters = @{ Account = ' ' }; Part = '-Account' }
        @{ What = 'a scenario that is not known'; Parameters = @{ Scenario = 'Weather' }; Part = 'SendMail' }
        @{ What = 'a password in a URL'; Parameters = @{ Proxy = 'http://user:secret@proxy.example:8080' }; Part = '-Proxy has a user' }
        @{ What = 'a password without a scheme'; Parameters = @{ Proxy = 'anna:secret@proxy.example:8080' }; Part = '-Proxy has a user' }
        @{ What = 'a password with a variable'; Parameters = @{ Proxy = 'http://anna:%secret%@proxy.example' }; Part = '-Proxy cannot be passed' }
        @{ What = 'a time limit that cannot be'; Parameters = @{ TimeoutSeconds = 0 }; Part = '-TimeoutSeconds' }
        @{ What = 'days that are none'; Parameters = @{ ExpiryDays = 'soon' }; Part = '-ExpiryDays' }
        @{ What = 'a value that looks like a parameter'; Parameters = @{ Domain = '-PassThru' }; Part = 'begins with a dash' }
        @{ What = 'a value with a dash of another kind'; Parameters = @{ Domain = "$([char] 0x2013)x" }; Part = 'begins with a dash' }
        @{ What = 'a line end'; Parameters = @{ EhloName = "a`nb" }; Part = 'control character' }
        @{ What = 'half a character'; Parameters = @{ EhloName = "a$([char] 0xD800)b" }; Part = 'control character' }
        @{ What = 'a variable of the environment'; Parameters = @{ EhloName = '%COMPUTERNAME%' }; Part = 'Task Scheduler would replace' }
        @{ What = 'a variable of Task Scheduler'; Parameters = @{ EhloName = '$(Arg0)' }; Part = 'Task Scheduler would replace' }
        @{ What = 'a variable in the path of the module'; Parameters = @{ ModulePath = 'C:\%USERNAME%\ExoPort' }; Part = '-ModulePath' }
        @{ What = 'a scenario without its domain'; Parameters = @{ Scenario = 'Imap,receive-mail' }; Part = '-Scenario ReceiveMail needs -Domain' }
        @{ What = 'a state that is no file'; Parameters = @{ StatePath = 'Env:\x' }; Part = '-StatePath' }
    ) {
        $thrown = { Register-ExoPortTask @Parameters -AsXml } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'BadParameter,Register-ExoPortTask'
        $thrown.Exception.Message.Contains($Part) | Should -BeTrue -Because $thrown.Exception.Message
        $thrown.Exception.Message | Should -Not -Match 'secret'
    }
}

Describe 'Register-ExoPortTask and Unregister-ExoPortTask with the ScheduledTasks cmdlets' {
    BeforeAll {
        New-StandInCmdlet
        Mock -ModuleName ExoPort -CommandName Test-ExoPortWindows -MockWith { $true }
        Mock -ModuleName ExoPort -CommandName Test-ExoPortElevation -MockWith { $true }
        Mock -ModuleName ExoPort -CommandName New-ExoPortTaskFolder -MockWith { }
        Mock -ModuleName ExoPort -CommandName Register-ExoPortEventSource -MockWith { }
        Mock -ModuleName ExoPort -CommandName Unregister-ExoPortEventSource -MockWith { }
        Mock -ModuleName ExoPort -CommandName Register-ScheduledTask -MockWith { }
        Mock -ModuleName ExoPort -CommandName Unregister-ScheduledTask -MockWith { }
        Mock -ModuleName ExoPort -CommandName Get-ScheduledTask -MockWith { }
        $place = @{ ModulePath = 'C:\Program Files\ExoPort' }
    }
    # A fresh module for whatever comes after: without the stand-ins.
    AfterAll { Import-Module -Name $manifestPath -Force }

    It 'registers the definition that -AsXml gives, in the folder ExoPort, and gives nothing' {
        $xml = Register-ExoPortTask -TaskName 'Out' -Scenario SendMail -AsXml @place
        @(Register-ExoPortTask -TaskName 'Out' -Scenario SendMail @place).Count | Should -Be 0
        Should -Invoke -ModuleName ExoPort -CommandName Register-ScheduledTask -Times 1 -Exactly -ParameterFilter { $TaskPath -eq '\ExoPort\' -and $TaskName -eq 'Out' -and $Xml -ceq $xml }
        Should -Invoke -ModuleName ExoPort -CommandName New-ExoPortTaskFolder -Times 1 -Exactly -ParameterFilter { $Path.EndsWith('\ExoPort\Tasks\Out') -and $Account.UserId -eq 'S-1-5-19' }
        Should -Invoke -ModuleName ExoPort -CommandName Register-ExoPortEventSource -Times 0 -Exactly
    }

    It 'registers the event source with -EventLog, and makes no folder for a state that is named' {
        Register-ExoPortTask -EventLog -StatePath (Join-Path $TestDrive 'state.json') @place
        Should -Invoke -ModuleName ExoPort -CommandName Register-ExoPortEventSource -Times 1 -Exactly
        Should -Invoke -ModuleName ExoPort -CommandName New-ExoPortTaskFolder -Times 0 -Exactly
    }

    It 'describes the task with -PassThru' {
        $task = Register-ExoPortTask -Domain contoso.com -IntervalMinutes 5 -PassThru @place
        $task.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.Task'
        @($task.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @('TaskName', 'TaskPath', 'Account', 'IntervalMinutes', 'Command', 'Arguments', 'StatePath')
        $task.Account | Should -BeExactly 'LOCAL SERVICE'
        $task.Command | Should -Match '(powershell|pwsh)\.exe$'
        $task.StatePath | Should -Match '\\ExoPort\\Tasks\\ExoPort\\state\.json$'
    }

    It 'changes nothing with -WhatIf, and needs no rights for that' {
        Mock -ModuleName ExoPort -CommandName Test-ExoPortElevation -MockWith { $false }
        Register-ExoPortTask -EventLog -WhatIf @place
        foreach ($command in 'Register-ScheduledTask', 'New-ExoPortTaskFolder', 'Register-ExoPortEventSource') {
            Should -Invoke -ModuleName ExoPort -CommandName $command -Times 0 -Exactly
        }
    }

    It 'needs administrator rights' {
        Mock -ModuleName ExoPort -CommandName Test-ExoPortElevation -MockWith { $false }
        $thrown = { Register-ExoPortTask @place } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'NotElevated,Register-ExoPortTask'
        $thrown.CategoryInfo.Category | Should -Be 'PermissionDenied'
        Should -Invoke -ModuleName ExoPort -CommandName Register-ScheduledTask -Times 0 -Exactly
    }

    It 'replaces a task only with -Force' {
        Mock -ModuleName ExoPort -CommandName Get-ScheduledTask -MockWith { [pscustomobject]@{ TaskName = 'ExoPort' } }
        $thrown = { Register-ExoPortTask @place } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'TaskExists,Register-ExoPortTask'
        Should -Invoke -ModuleName ExoPort -CommandName Register-ScheduledTask -Times 0 -Exactly
        Register-ExoPortTask -Force @place
        Should -Invoke -ModuleName ExoPort -CommandName Register-ScheduledTask -Times 1 -Exactly
    }

    It 'says why Windows did not take a task' {
        Mock -ModuleName ExoPort -CommandName Register-ScheduledTask -MockWith { throw 'No mapping between account names and security IDs was done.' }
        $thrown = { Register-ExoPortTask -Account 'CONTOSO\nobody' @place } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'NotRegistered,Register-ExoPortTask'
        $thrown.Exception.Message | Should -Match 'No mapping between account names'
    }

    It 'warns of a module in a user''s folder' {
        $warnings = @()
        Register-ExoPortTask -ModulePath 'C:\Users\me\Documents\PowerShell\Modules\ExoPort' -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'Install the module for all users'
        Register-ExoPortTask @place -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeNullOrEmpty
    }

    It 'removes tasks that are there, also from the pipeline, and tells of one that is not' {
        Mock -ModuleName ExoPort -CommandName Get-ScheduledTask -MockWith { if ($TaskName -ne 'Absent') { [pscustomobject]@{ TaskName = $TaskName } } }
        $errors = @()
        [pscustomobject]@{ TaskName = 'One' }, 'Absent', 'a\b', 'Two' | Unregister-ExoPortTask -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable errors
        @($errors | ForEach-Object { $_.FullyQualifiedErrorId }) | Should -Be @('NoTask,Unregister-ExoPortTask', 'BadParameter,Unregister-ExoPortTask')
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ScheduledTask -Times 2 -Exactly
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ScheduledTask -Times 1 -Exactly -ParameterFilter { $TaskPath -eq '\ExoPort\' -and $TaskName -eq 'Two' }
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ExoPortEventSource -Times 0 -Exactly
    }

    It 'removes the state and the event source only when asked to' {
        Mock -ModuleName ExoPort -CommandName Get-ScheduledTask -MockWith { [pscustomobject]@{ TaskName = $TaskName } }
        $folder = Join-Path $TestDrive 'state'
        $null = New-Item -ItemType Directory -Path $folder -Force
        Set-Content -Path (Join-Path $folder 'state.json') -Value '{}'
        Mock -ModuleName ExoPort -CommandName Get-ExoPortTaskFolder -MockWith { $folder }
        Unregister-ExoPortTask -RemoveState -RemoveEventSource -WhatIf
        Unregister-ExoPortTask -Confirm:$false
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ScheduledTask -Times 1 -Exactly
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ExoPortEventSource -Times 0 -Exactly
        $folder | Should -Exist
        Unregister-ExoPortTask -RemoveState -RemoveEventSource -Confirm:$false
        Should -Invoke -ModuleName ExoPort -CommandName Unregister-ExoPortEventSource -Times 1 -Exactly
        $folder | Should -Not -Exist
    }
}

Describe 'Register-ExoPortTask and Unregister-ExoPortTask with schtasks' {
    BeforeAll {
        Mock -ModuleName ExoPort -CommandName Test-ExoPortWindows -MockWith { $true }
        Mock -ModuleName ExoPort -CommandName Test-ExoPortElevation -MockWith { $true }
        Mock -ModuleName ExoPort -CommandName Test-ExoPortScheduledTasks -MockWith { $false }
        Mock -ModuleName ExoPort -CommandName New-ExoPortTaskFolder -MockWith { }
        $calls = [System.Collections.Generic.List[object]]::new()
        $files = @{}
        $answers = @{ '/Query' = 1; '/Create' = 0; '/Delete' = 0 }
        Mock -ModuleName ExoPort -CommandName Invoke-ExoPortSchtasks -MockWith {
            $calls.Add($Argument)
            if ($Argument[0] -eq '/Create') { $files[$Argument[4]] = [System.IO.File]::ReadAllBytes($Argument[4]) }
            @{ ExitCode = $answers[$Argument[0]]; Text = 'ERROR: what it says.' }
        }
    }
    BeforeEach {
        $calls.Clear()
        $files.Clear()
        $answers['/Query'] = 1
        $answers['/Create'] = 0
    }

    It 'hands the definition over in a UTF-16 file that is removed' {
        $xml = Register-ExoPortTask -TaskName 'Two words' -ModulePath 'C:\ExoPort' -AsXml
        Register-ExoPortTask -TaskName 'Two words' -ModulePath 'C:\ExoPort'
        ($calls[0] -join ' ') | Should -Be '/Query /TN \ExoPort\Two words'
        ($calls[1] -join ' ') | Should -BeLike '/Create /TN \ExoPort\Two words /XML * /F'
        $file = @($files.Keys)[0]
        $file | Should -Not -Exist
        $bytes = $files[$file]
        @($bytes[0], $bytes[1]) | Should -Be @(0xFF, 0xFE)
        [System.Text.Encoding]::Unicode.GetString($bytes, 2, $bytes.Length - 2) | Should -BeExactly $xml
    }

    It 'says what schtasks says, and removes the file then too' {
        $answers['/Create'] = 1
        $thrown = { Register-ExoPortTask -ModulePath 'C:\ExoPort' } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'NotRegistered,Register-ExoPortTask'
        $thrown.Exception.Message | Should -Match 'exit code 1: ERROR: what it says\.'
        @($files.Keys)[0] | Should -Not -Exist
    }

    It 'removes a task' {
        $answers['/Query'] = 0
        Unregister-ExoPortTask -Confirm:$false
        ($calls[1] -join ' ') | Should -Be '/Delete /TN \ExoPort\ExoPort /F'
    }

    It 'registers no account of other kinds, for which schtasks wants a password' {
        $thrown = { Register-ExoPortTask -Account 'CONTOSO\exoport$' -ModulePath 'C:\ExoPort' } | Should -Throw -PassThru
        $thrown.Exception.Message | Should -Match 'ScheduledTasks cmdlets'
        @($calls | Where-Object { $_[0] -eq '/Create' }).Count | Should -Be 0
    }
}

Describe 'Register-ExoPortTask and Unregister-ExoPortTask on this system' {
    It 'do what they say on Windows, and elsewhere say why not' {
        $name = "ExoPort test $([System.Guid]::NewGuid().ToString('N'))"
        $run = { Register-ExoPortTask -TaskName $name -Scenario Imap -EventLog -ModulePath 'C:\Program Files\ExoPort' -PassThru }
        $windows, $elevated = InModuleScope ExoPort { $is = Test-ExoPortWindows; $is; $is -and (Test-ExoPortElevation) }
        if (-not $windows) {
            foreach ($command in $run, { Unregister-ExoPortTask -TaskName $name -Confirm:$false }) {
                $thrown = $command | Should -Throw -PassThru
                $thrown.FullyQualifiedErrorId | Should -Match '^NotWindows,'
                $thrown.Exception.Message | Should -Match 'exoport watch --print-systemd'
            }
            return
        }
        if (-not $elevated) {
            $thrown = $run | Should -Throw -PassThru
            $thrown.FullyQualifiedErrorId | Should -Be 'NotElevated,Register-ExoPortTask'
            return
        }
        if ($env:EXOPORT_TEST_WINE) {
            # Wine's schtasks makes and removes tasks, and has no /Query yet: it says 0 to everything.
            Mock -ModuleName ExoPort -CommandName Test-ExoPortTask -MockWith { Test-Path -Path "C:\windows\system32\tasks\ExoPort\$TaskName" }
        }
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\ExoPort'
        $hadSource = Test-Path -Path $key
        try {
            $task = & $run
            InModuleScope ExoPort -Parameters @{ name = $name } { param($name) Test-ExoPortTask -TaskName $name } | Should -BeTrue
            (Split-Path -Path $task.StatePath) | Should -Exist
            $values = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SYSTEM\CurrentControlSet\Services\EventLog\Application\ExoPort')
            $values.GetValueKind('EventMessageFile') | Should -Be 'ExpandString'
            $values.GetValue('EventMessageFile', $null, 'DoNotExpandEnvironmentNames') | Should -Be '%SystemRoot%\System32\EventCreate.exe'
            $values.GetValue('TypesSupported') | Should -Be 7
            $values.Dispose()
            $thrown = $run | Should -Throw -PassThru
            $thrown.FullyQualifiedErrorId | Should -Be 'TaskExists,Register-ExoPortTask'
            Register-ExoPortTask -TaskName $name -Scenario Pop -ModulePath 'C:\Program Files\ExoPort' -Force
            # A folder that an ordinary user has put where the task's is to be.
            $foreign = [System.Security.AccessControl.DirectorySecurity]::new()
            $foreign.SetOwner([System.Security.Principal.SecurityIdentifier]::new('S-1-5-21-1-2-3-1001'))
            Mock -ModuleName ExoPort -CommandName Get-ExoPortFolderSecurity -MockWith { $foreign }
            $thrown = { Register-ExoPortTask -TaskName $name -ModulePath 'C:\Program Files\ExoPort' -Force } | Should -Throw -PassThru
            $thrown.FullyQualifiedErrorId | Should -Be 'NotRegistered,Register-ExoPortTask'
            $thrown.Exception.Message | Should -Match 'S-1-5-21-1-2-3-1001, who is not an administrator'
        }
        finally {
            Unregister-ExoPortTask -TaskName $name -RemoveState -RemoveEventSource:(-not $hadSource) -Confirm:$false
        }
        InModuleScope ExoPort -Parameters @{ name = $name } { param($name) Test-ExoPortTask -TaskName $name } | Should -BeFalse
        (Split-Path -Path $task.StatePath) | Should -Not -Exist
        Test-Path -Path $key | Should -Be $hadSource
    }
}
