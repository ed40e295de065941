function Register-ExoPortTask {
    <#
    .SYNOPSIS
    Creates a Windows scheduled task that watches the paths to Exchange Online and reports what has changed.

    .DESCRIPTION
    Register-ExoPortTask creates a task in the folder \ExoPort of Task Scheduler. Every -IntervalMinutes it runs one round of
    Watch-ExoPort with the parameters given here: the scenarios are checked and compared with the last known state, and
    changes go to the event log (-EventLog), to a file of JSON lines, or to a Prometheus text file. The last run result of
    the task is 0 when everything is Pass or Warn, 1 when something is Fail or Unknown, 2 for a usage error, 3 for a fault,
    and 4 when another watch is using the state.

    The task runs as LOCAL SERVICE, which has very few rights on this machine, unless -Account names another account. No
    password is asked for, stored or written to a command line. The account must be able to read the module: install it for
    all users (in Program Files). In a user's folder, anyone who can write there could run code as that account. The
    execution policy must allow the module's scripts; the task asks for RemoteSigned.

    The task also runs without a network, which it then reports as a failure. It never runs twice at the same time, and is
    stopped when a round takes five minutes longer than its time limit. A missed round is run later. To try it at once:
    Start-ScheduledTask -TaskPath \ExoPort\ -TaskName ExoPort

    Try the same parameters with Watch-ExoPort first. This needs administrator rights; -AsXml and -WhatIf do not. Where the
    ScheduledTasks cmdlets are missing (Windows 7), schtasks.exe is used.

    .PARAMETER TaskName
    The name of the task, by default ExoPort. There can be several tasks, each with its own state.

    .PARAMETER IntervalMinutes
    The time from one round to the next, 1 to 1440 minutes, by default 15. A random delay of up to a fifth of it (at most
    five minutes) is added, so that many machines do not probe at the same moment.

    .PARAMETER Scenario
    What to check, as in Test-ExoConnectivity: one or more of SendMail, ReceiveMail, Outlook, Imap, Pop, Admin,
    HybridMailFlow, Device, All. By default All.

    .PARAMETER Domain
    Your mail domain. Without it, All leaves out ReceiveMail and HybridMailFlow, and naming them is an error.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER SecondHost
    A mail server that is not Microsoft's, probed on port 25 only.

    .PARAMETER Override
    Connect elsewhere: a hashtable from 'HOST:PORT' or '*:PORT' to 'ADDRESS:PORT', or to ':PORT' to change the port only.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER TimeoutSeconds
    The time limit of a check over all its probes, 0.001 to 600 seconds, by default 15.

    .PARAMETER ConnectTimeoutSeconds
    The time limit of one TCP connection attempt, by default 5 seconds.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of the resolver of the operating system.

    .PARAMETER EhloName
    The name to send in EHLO. By default the full name of this machine.

    .PARAMETER Proxy
    Go through a proxy, as in Test-ExoConnectivity. A user or password in it is refused: everyone can read a task's definition.

    .PARAMETER RootCertificatePath
    A file with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER StatePath
    The file that keeps the state between rounds. By default state.json in ProgramData\ExoPort\Tasks\NAME, a folder that is
    created with write access for the task's account. For any other path, make sure that the account can write there.

    .PARAMETER ConfirmFailure
    How many rounds in a row must see a worse result before it is reported, 1 to 100, by default 2. A failure in the
    first round is reported at once.

    .PARAMETER ConfirmRecovery
    How many rounds in a row must see a better result before it is reported, 1 to 100, by default 2.

    .PARAMETER ExpiryDays
    Report a certificate when it has this many days left, again at each smaller number, and when it has expired. By default
    30, 14, 7, 3, 1.

    .PARAMETER JsonLinesPath
    Add each change to this file, one JSON object per line. The task's account must be able to write to it.

    .PARAMETER PrometheusPath
    Write the state of each round to this file as Prometheus text, for the textfile collector. The task's account must be able
    to write to it.

    .PARAMETER EventLog
    Write each change to the Application log with the source ExoPort. This registers the source, with EventCreate.exe of
    Windows as its message file.

    .PARAMETER Account
    The account that the task runs as: LocalService (the default), NetworkService (which identifies itself to a proxy as the
    machine's account), System, a group managed service account (CONTOSO\exoport$), or any other account, which is
    logged on without a password (S4U) and needs the right "Log on as a batch job".

    .PARAMETER ModulePath
    The folder of the ExoPort module on the machine where the task will run. By default the folder of this module. For use
    with -AsXml, which warns if this module's folder is not a Windows path.

    .PARAMETER Force
    Replace a task of the same name. Its state is kept.

    .PARAMETER AsXml
    Return the definition of the task as XML and change nothing. Works on every system; for Group Policy, Intune,
    schtasks /XML or Register-ScheduledTask -Xml. You then create the event source and the folder yourself.

    .PARAMETER PassThru
    Return an object that describes the task.

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

    Shows what would be created.

    .EXAMPLE
    Register-ExoPortTask -Domain contoso.com -EventLog -Account CONTOSO\exoport$ -Force

    Replaces the task with one that runs as a group managed service account.

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
                Write-Warning -Message "The task runs $($plan.ScriptPath), which is not a Windows path. Use -ModulePath to give the module's folder on the machine where the task will run."
            }
            return $plan.Xml
        }

        Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet
        if (-not $Force -and (Test-ExoPortTask -TaskName $TaskName)) {
            $message = "The task \ExoPort\$TaskName already exists. Use -Force to replace it, or another -TaskName."
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $message -ErrorId 'TaskExists' -Category 'ResourceExists' -TargetObject $TaskName))
        }
        $action = "Register a scheduled task that runs every $IntervalMinutes minutes as $($plan.Account.Name): $($plan.Command) $($plan.Arguments)"
        if (-not $PSCmdlet.ShouldProcess("\ExoPort\$TaskName", $action)) { return }

        Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet -Elevated
        if ($plan.ScriptPath -match '\\Users\\') {
            Write-Warning -Message "$($plan.ScriptPath) is in a user's folder: $($plan.Account.Name) may not be able to read it, and anyone who can write there can run code as that account. Install the module for all users."
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
