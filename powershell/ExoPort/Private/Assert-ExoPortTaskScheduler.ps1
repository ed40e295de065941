function Assert-ExoPortTaskScheduler {
    <# Ends a cmdlet when there is no Task Scheduler here, or with -Elevated when this process may not change it. #>
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [switch] $Elevated)

    if (-not (Test-ExoPortWindows)) {
        $message = 'Scheduled tasks are available on Windows only. Elsewhere, let systemd or cron run the command: exoport watch --print-systemd prints a service and a timer. Register-ExoPortTask -AsXml returns the definition for a Windows machine.'
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $message -ErrorId 'NotWindows' -Category 'NotInstalled'))
    }
    if ($Elevated -and -not (Test-ExoPortElevation)) {
        $message = 'This needs administrator rights. Start PowerShell with "Run as administrator" and try again.'
        $Cmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $message -ErrorId 'NotElevated' -Category 'PermissionDenied'))
    }
}
