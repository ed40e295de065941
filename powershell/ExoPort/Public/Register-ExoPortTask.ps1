function Register-ExoPortTask {
    <#
    .SYNOPSIS
    Makes a Windows scheduled task that watches the ways to Exchange Online and reports what has changed.

    .DESCRIPTION
    Register-ExoPortTask makes a task in the folder \ExoPort of Task Scheduler. Every -IntervalMinutes it runs one round of
    Watch-ExoPort with the parameters given here: the scenarios are checked, compared with what is remembered of them, and
    changes go to the event log (-EventLog), to a file of JSON lines, or to a Prometheus text file. The last run result of
    the task is 0 when everything is Pass or Warn, 1 when something is Fail or Unknown, 2 for wrong use, 3 for a fault, and 4
    when another watch is using the state.

    The task runs as LOCAL SERVICE, which has next to no rights on this machine, unless -Account names another. No password is
    asked for, stored or written to a command line. The account must be able to read the module: install it for all users
    (in Program Files), not in a folder of your own, which would also let whoever may write there run code as that account.
    PowerShell may not be forbidden to run the module's scripts: the task asks for the execution policy RemoteSigned.

    It runs without a network too, which it then tells as a failure, never twice at the same time, and is ended when a round
    takes five minutes longer than its time limit. A round that was missed is made up for. To try it at once:
    Start-ScheduledTask -TaskPath \ExoPort\ -TaskName ExoPort

    Try the same parameters with Watch-ExoPort first. This needs administrator rights; -AsXml and -WhatIf do not. Where the
    ScheduledTasks cmdlets are missing (Windows 7), schtasks.exe is used.

    .PARAMETER TaskName
    The name of the task, by default ExoPort. Several tasks may stand beside each other, each with its own state.

    .PARAMETER IntervalMinutes
    The time from one round to the next, 1 to 1440 minutes, by default 15. Up to a fifth of it (at most five minutes) is added
    by chance, so that many machines do not probe at the same moment.

    .PARAMETER Scenario
    What is checked, as of Test-ExoConnectivity: one or more of SendMail, ReceiveMail, Outlook, Imap, Pop, Admin, HybridMailFlow,
    Device, All. By default All.

    .PARAMETER Domain
    Your mail domain. Without it, All leaves out ReceiveMail and HybridMailFlow, and naming them is wrong use.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER SecondHost
    A mail server that has nothing to do with Microsoft, asked on port 25 only.

    .PARAMETER Override
    Connect elsewhere: a hashtable from 'HOST:PORT' or '*:PORT' to 'ADDRESS:PORT', or to ':PORT' for another port alone.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER TimeoutSeconds
    The time limit of a check over all its probes, 0.001 to 600 seconds, by default 15.

    .PARAMETER ConnectTimeoutSeconds
    The time limit of one TCP connection attempt, by default 5 seconds.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of the resolver of the operating system.

    .PARAMETER EhloName
    The name that is given in EHLO. By default the full name of this machine.

    .PARAMETER Proxy
    Go through a proxy, as of Test-ExoConnectivity. A URL with a password is refused: anybody can read the definition of a task.

    .PARAMETER RootCertificatePath
    A file with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER StatePath
    The file that holds the state between rounds. By default state.json in ProgramData\ExoPort\Tasks\NAME, a folder that is
    made for the task's account alone. The account must be able to write to any other.

    .PARAMETER ConfirmFailure
    So many rounds in a row must see a worse result before it is told, 1 to 100, by default 2.

    .PARAMETER ConfirmRecovery
    So many rounds in a row must see a better result before it is told, 1 to 100, by default 2.

    .PARAMETER ExpiryDays
    Tell of a certificate when it has so many days left, again at each smaller number, and when it has ended. By default
    30, 14, 7, 3, 1.

    .PARAMETER JsonLinesPath
    Add each change to this file, one JSON object a line. The task's account must be able to write to it.

    .PARAMETER PrometheusPath
    Write the state of each round to this file as Prometheus text, for the textfile collector. The task's account must be able
    to write to it.

    .PARAMETER EventLog
    Write each change to the Application log, as source ExoPort. The source is registered, with Windows' own EventCreate.exe for
    its messages.

    .PARAMETER Account
    The account that the task runs as: LocalService (the default), NetworkService, which shows the machine's account to a
    proxy that wants to know it, System, a group managed service account (CONTOSO\exoport$), or any other account, which is
    logged on without a password (S4U) and needs the right "Log on as a batch job".

    .PARAMETER ModulePath
    The folder of the ExoPort module on the machine that the task is for. By default that of this module. For -AsXml, which
    warns where this module's folder is no Windows path.

    .PARAMETER Force
    Replace a task of the same name. Its state is kept.

    .PARAMETER AsXml
    Give the definition of the task as XML and change nothing. Works on every system; for Group Policy, Intune, schtasks /XML
    or Register-ScheduledTask -Xml. The event source and the folder are then yours to make.

    .PARAMETER PassThru
    Give an object that describes the task.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.Task
    With -PassThru: TaskName, TaskPath, Account, IntervalMinutes, Command, Arguments, StatePath.

    .OUTPUTS
    System.String
    With -AsXml.

    .EXAMPLE
    Register-ExoPortTask -Domain contoso.com -EventLog

    Checks every scenario every 15 minutes and writes changes to the Application log.

    .EXAMPLE
    Register-ExoPortTask -TaskName 'Mail out' -Scenario SendMail, Device -IntervalMinutes 5 -JsonLinesPath C:\Logs\mail-out.jsonl -WhatIf

    Shows what would be made.

    .EXAMPLE
    Register-ExoPortTask -Domain contoso.com -EventLog -Account CONTOSO\exoport$ -Force

    Replaces the task by one that runs as a group managed service account.

    .EXAMPLE
    Register-ExoPortTask -Domain contoso.com -ModulePath 'C:\Program Files\WindowsPowerShell\Modules\ExoPort' -AsXml | Set-Content task.xml -Encoding Unicode

    Writes the definition for other machines to a file.

    .LINK
    about_ExoPort

    .LINK
    Watch-ExoPort

    .LINK
    Unregister-ExoPortTask
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('ExoPort.Task')]
    [OutputType([string])]
    param(
        [Parameter(Position = 0)]
        [string] $TaskName = 'ExoPort',

        [ValidateRange(1, 1440)]
        [int] $IntervalMinutes = 15,

        [string[]] $Scenario,

        [string] $Domain,

        [string] $Instance,

        [string] $SecondHost,

        [System.Collections.IDictionary] $Override,

        [string] $AddressFamily,

        [double] $TimeoutSeconds,

        [double] $ConnectTimeoutSeconds,

        [string] $DnsServer,

        [string] $EhloName,

        [string] $Proxy,

        [string] $RootCertificatePath,

        [string] $StatePath,

        [ValidateRange(1, 100)]
        [int] $ConfirmFailure,

        [ValidateRange(1, 100)]
        [int] $ConfirmRecovery,

        [string[]] $ExpiryDays,

        [string] $JsonLinesPath,

        [string] $PrometheusPath,

        [switch] $EventLog,

        [string] $Account = 'LocalService',

        [string] $ModulePath,

        [switch] $Force,

        [switch] $AsXml,

        [switch] $PassThru
    )

    end {
        $given = @{}
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        $plan = New-ExoPortTaskPlan -TaskName $TaskName -IntervalMinutes $IntervalMinutes -Account $Account -ModulePath $ModulePath -Given $given
        if ($plan.Problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($plan.Problem -join ' ') -ErrorId 'BadParameter'))
        }
        if ($AsXml) {
            if ($plan.ScriptPath.StartsWith('/')) {
                Write-Warning -Message "The task runs $($plan.ScriptPath), which is no path of Windows. Give -ModulePath, the module's folder on the machine that the task is for."
            }
            return $plan.Xml
        }

        Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet
        if (-not $Force -and (Test-ExoPortTask -TaskName $TaskName)) {
            $message = "There is a task \ExoPort\$TaskName. Use -Force to replace it, or another -TaskName."
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $message -ErrorId 'TaskExists' -Category 'ResourceExists' -TargetObject $TaskName))
        }
        $action = "Register a scheduled task that runs every $IntervalMinutes minutes as $($plan.Account.Name): $($plan.Command) $($plan.Arguments)"
        if (-not $PSCmdlet.ShouldProcess("\ExoPort\$TaskName", $action)) { return }

        Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet -Elevated
        if ($plan.ScriptPath -match '\\Users\\') {
            Write-Warning -Message "$($plan.ScriptPath) is in a user's folder: $($plan.Account.Name) may not be able to read it, and whoever may write there can run code as that account. Install the module for all users."
        }
        try {
            if ($plan.OwnFolder) { New-ExoPortTaskFolder -Path $plan.OwnFolder -Account $plan.Account }
            if ($EventLog) { Register-ExoPortEventSource }
            Set-ExoPortTask -TaskName $TaskName -Xml $plan.Xml -Account $plan.Account
        }
        catch {
            $message = "The task \ExoPort\$TaskName was not registered: $($_.Exception.GetBaseException().Message)"
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $message -ErrorId 'NotRegistered' -Category 'NotSpecified' -TargetObject $TaskName -InnerException $_.Exception))
        }
        if ($PassThru) {
            [pscustomobject]@{
                PSTypeName      = 'ExoPort.Task'
                TaskName        = $TaskName
                TaskPath        = '\ExoPort\'
                Account         = $plan.Account.Name
                IntervalMinutes = $IntervalMinutes
                Command         = $plan.Command
                Arguments       = $plan.Arguments
                StatePath       = $plan.StatePath
            }
        }
    }
}
